/**
 * The page "check my receipt": takes a file or pasted text, and shows each step of the check.
 *
 * All words come from the page's templates, so that they are in the reader's language; nothing is
 * sent anywhere. Must not know how a paper is checked. Where to look next: `paper.js`.
 */

import { checkFile, checkPaper, MAX_BYTES, unreadable } from "./paper.js";

const form = document.getElementById("check");
const place = {
  file: document.getElementById("paper-file"),
  text: document.getElementById("paper-text"),
  verdict: document.getElementById("verdict"),
  steps: document.getElementById("steps"),
  proven: document.getElementById("proven"),
};
const keys = { receipts: form.dataset.receiptsKey, log: form.dataset.logKey };
let latest = 0;
const MARKS = { right: "\u2713", wrong: "\u2717", open: "\u2013" };

/** Return a text of the page with its `{names}` filled in. */
function say(name, facts = {}) {
  const text = document.querySelector(`template[data-text="${name}"]`)?.content.textContent ?? name;
  return text.trim().replace(/\{(\w+)\}/g, (whole, fact) => facts[fact] ?? whole);
}

/** Return a new element with a text, or with other elements, inside. */
function made(tag, inside, attributes = {}) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...(Array.isArray(inside) ? inside : [inside]));
  return element;
}

// A step ---------------------------------------------------------------------------------------

function lineOf(step, result) {
  const { name, state, code, facts } = step;
  let told = "";
  if (state === "right") told = say(rightName(name, result), facts);
  if (state === "wrong") told = say(`why-${code}`, facts);
  return made("li", [
    made("span", MARKS[state], { class: "mark", "aria-hidden": "true" }),
    made("div", [
      made("b", `${say(`step-${name}`)} `),
      made("span", say(`state-${state}`), { class: "state" }),
      made("span", told, { class: "told" }),
      ...hashesOf(facts),
    ]),
  ], { class: state, "data-step": name });
}

/** Return the name of the text for a step that went well. */
function rightName(name, { form: paperForm, pinned, proven }) {
  if (name === "key") return `right-key-${pinned ? "pinned" : "unpinned"}`;
  if (name === "entry" && proven?.seq === null) return "right-entry-answer";
  return `right-${name}-${paperForm}`;
}

function hashesOf({ leaf, root }) {
  const pairs = Object.entries({ leaf, root }).filter(([, hash]) => hash);
  return pairs.map(([name, hash]) =>
    made("span", [`${say(`fact-${name}`)} `, made("code", hash)], { class: "told" }));
}

// What it proves -------------------------------------------------------------------------------

function rowsOf(proven) {
  const rows = [
    ["seq", proven.seq ?? say("no-number")],
    ["kind", proven.kind],
    ["price", proven.priceFen === undefined ? undefined : yuan(proven.priceFen)],
    ["refused", proven.code],
    ["article", proven.article],
    ["lot", proven.stream],
    ["arrival", clock(proven.receivedAt)],
    ["journal", proven.origin],
  ];
  return rows.filter(([, value]) => value !== "" && value !== undefined);
}

function rowOf([name, value]) {
  return made("div", [made("dt", say(`fact-${name}`)), made("dd", String(value))]);
}

function provenBy(proven) {
  return [
    made("h2", say("proven")),
    made("dl", rowsOf(proven).map(rowOf), { class: "terms" }),
    made("details", [
      made("summary", say("whole")),
      made("pre", JSON.stringify(proven.content, null, 2), { tabindex: "0" }),
    ]),
  ];
}

/** Write an amount in fen as the site's other pages do. */
function yuan(fen) {
  const [whole, rest] = [BigInt(fen) / 100n, BigInt(fen) % 100n];
  const grouped = whole.toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return say("yuan", { amount: `${grouped}.${rest.toString().padStart(2, "0")}` });
}

/** Write an instant as a clock in Shanghai shows it, to the millisecond. */
function clock(instant) {
  const shifted = new Date(Date.parse(instant) + 8 * 3_600_000);
  if (Number.isNaN(shifted.getTime())) return String(instant);
  return shifted.toISOString().replace("T", " ").replace("Z", "");
}

// The page -------------------------------------------------------------------------------------

function verdictOf({ valid, form: paperForm, pinned, steps, proven }) {
  if (!valid) {
    const failed = steps.find((step) => step.state === "wrong");
    return ["wrong", say("verdict-wrong", { step: say(`step-${failed.name}`) })];
  }
  if (!pinned) return ["unpinned", say("verdict-unpinned")];
  return ["right", say(`verdict-right-${proven.seq === null ? "answer" : paperForm}`, proven)];
}

function show(result) {
  const [kind, text] = verdictOf(result);
  place.verdict.className = `verdict ${kind}`;
  const engine = result.engine ? [made("small", say(`engine-${result.engine}`))] : [];
  place.verdict.replaceChildren(made("strong", text), ...engine);
  place.steps.replaceChildren(...result.steps.map((step) => lineOf(step, result)));
  place.proven.replaceChildren(...(result.proven ? provenBy(result.proven) : []));
}

/** Show that a check runs, and then its result, unless another was asked for meanwhile. */
async function run(check) {
  latest += 1;
  const own = latest;
  place.verdict.className = "verdict";
  place.verdict.textContent = say("running");
  place.steps.replaceChildren();
  place.proven.replaceChildren();
  let result;
  try {
    result = await check();
  } catch (error) {
    console.error(error);
    result = unreadable("fault");
  }
  if (own === latest) show(result);
}

async function resultOfFile(file) {
  if (file.size > MAX_BYTES) return unreadable("too_long");
  return checkFile(new Uint8Array(await file.arrayBuffer()), keys);
}

/** Return what was pasted; copying loses the newline at the end of a file, which is part of it. */
function pasted() {
  const text = place.text.value;
  return text.endsWith("\n") ? text : `${text}\n`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = place.file.files;
  if (place.text.value.trim()) run(() => checkPaper(pasted(), keys));
  else run(file ? () => resultOfFile(file) : () => unreadable("nothing"));
});
place.file.addEventListener("change", () => {
  const [file] = place.file.files;
  if (!file) return;
  place.text.value = "";
  run(() => resultOfFile(file));
});
document.getElementById("no-script").hidden = true;
form.hidden = false;
