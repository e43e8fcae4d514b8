// Signs in by passkey: asks the device, puts its answer into the form's hidden field, sends it.
// Without it, or where the browser has none, the form works as it stands.

const form = document.querySelector("form[data-passkey-options]");
const button = document.querySelector("#passkey");

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

async function show() {
  const options = JSON.parse(form.dataset.passkeyOptions);
  options.challenge = toBytes(options.challenge);
  options.allowCredentials = (options.allowCredentials ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));
  const shown = await navigator.credentials.get({ publicKey: options });
  const { response } = shown;
  form.elements.passkey.value = JSON.stringify({
    id: shown.id,
    rawId: toText(shown.rawId),
    type: shown.type,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  });
  form.noValidate = true;
  form.requestSubmit();
}

if (form && button && window.PublicKeyCredential) {
  button.hidden = false;
  button.addEventListener("click", () => show().catch(() => button.focus()));
}
