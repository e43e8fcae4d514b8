// The bidder's page: watches the lot at the edge, bids at the door, checks each receipt itself.
//
// Every word on it comes from the page's templates, so that it speaks the page's language. The
// live region says what changed at most every few seconds, and results at once.

import { Watch, clock, money, shanghai, span } from "./live.js";
import { Door, freshKey } from "./door.js";
import { checkPaper } from "./paper.js";

const CHATTER_MS = 8_000;
const MANY_STEPS = 10;

const hall = document.querySelector("#hall");
const { lot, code, lang } = hall.dataset;
const round = Number(hall.dataset.round);
const step = Number(hall.dataset.stepFen);
const start = Number(hall.dataset.startFen);
const at = (id) => document.getElementById(id);

const words = Object.fromEntries(
  [...document.querySelectorAll("template[data-text]")].map((one) => [
    one.dataset.text,
    one.content.textContent,
  ]),
);
const told = (name, facts = {}) =>
  (words[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(facts[key] ?? ""));

let state = null;
let lastSaid = 0;

function least() {
  if (!state || !state.bids) return start;
  return state.price_fen + step;
}

function say(name, facts, { urgent = false } = {}) {
  const now = performance.now();
  if (!urgent && now - lastSaid < CHATTER_MS) return;
  lastSaid = now;
  at("answer").textContent = told(name, facts);
}

// What watching brings ------------------------------------------------------------------------

function show(next, frame) {
  const before = state;
  state = next;
  at("price").textContent = next.bids ? money(next.price_fen, lang) : "—";
  at("leader").textContent = next.leader || "—";
  at("yours").hidden = next.leader !== code;
  showRows(next.rows);
  if (next.closes_at) {
    at("close").dateTime = next.closes_at;
    at("close").textContent = shanghai(next.closes_at);
  }
  if (frame.type === "step") say(`phase-${frame.phase}`, {}, { urgent: true });
  else if (before && before.leader === code && next.leader !== code)
    say("outbid", { price: money(next.price_fen, lang) }, { urgent: true });
  else if (before && before.closes_at !== next.closes_at && next.closes_at)
    say("extended", { close: shanghai(next.closes_at) });
  else if (frame.type === "price") say("price-now", { price: money(next.price_fen, lang) });
  const field = at("amount");
  if (!field.value || field.dataset.ours === field.value) offer(1);
  at("send").disabled = next.phase !== "published";
}

function showRows(rows) {
  const list = at("rows");
  list.replaceChildren(
    ...[...rows].reverse().slice(0, 20).map(([seq, by, price, received]) => {
      const row = document.createElement("li");
      row.value = seq;
      row.textContent = `${shanghai(received).slice(11)}  ${by}  ${money(price, lang)}`;
      row.classList.toggle("own", by === code);
      return row;
    }),
  );
}

function tick() {
  if (state?.closes_at && state.phase === "published") {
    const opens = state.opens_at ? Date.parse(state.opens_at) - watch.offset.now : 0;
    const left = Date.parse(state.closes_at) - watch.offset.now;
    at("left").textContent = opens > 0 ? told("opens-in", { time: span(opens) }) : span(left);
    at("left").classList.toggle("late", opens <= 0 && left < 300_000);
  } else {
    at("left").textContent = "—";
  }
  const { name, seconds } = clock(watch.offset);
  at("clock").textContent = told(name, { seconds });
}

const links = { watch: "", door: "" };
function link(part, name) {
  links[part] = name;
  const wrong = links.watch !== "live" ? links.watch : links.door !== "door_open" ? links.door : "";
  const line = at("link");
  const text = told(wrong ? `link-${wrong}` : "link-good");
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("wrong", Boolean(wrong));
  line.dataset.state = wrong || "good";
}

// Bidding -------------------------------------------------------------------------------------

function offer(steps) {
  const fen = state?.bids ? state.price_fen + steps * step : start + (steps - 1) * step;
  const text = `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
  at("amount").value = text;
  at("amount").dataset.ours = text;
}

// Yuan with at most two digits behind the point, read as text: no rounding anywhere.
function fenOf(text) {
  const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(",", ""));
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : null;
}

async function sure(name, facts) {
  const dialog = at("sure");
  at("sure-text").textContent = told(name, facts);
  dialog.showModal();
  return new Promise((resolve) => {
    at("sure-yes").onclick = () => dialog.close("yes");
    at("sure-no").onclick = () => dialog.close("");
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

async function bid(event) {
  event.preventDefault();
  const fen = fenOf(at("amount").value);
  if (fen === null) {
    say("amount-unreadable", {}, { urgent: true });
    at("amount").focus();
    return;
  }
  const facts = { price: money(fen, lang), least: money(least(), lang) };
  if (state?.bids && fen > state.price_fen + MANY_STEPS * step) {
    const steps = Math.floor((fen - state.price_fen) / step);
    if (!(await sure("sure-many", { ...facts, steps }))) return;
  } else if (state?.bids && state.leader === code && !(await sure("sure-own", facts))) {
    return;
  }
  say("sending", facts, { urgent: true });
  at("amount").dataset.ours = at("amount").value;
  door.send({ lot, round, code, price_fen: fen, key: freshKey() });
}

async function answered(sent, answer) {
  const facts = { price: money(sent.price_fen, lang), at: shanghai(answer.received_at) };
  const row = document.createElement("li");
  const text = document.createElement("p");
  const article = answer.article ? ` (${answer.article})` : "";
  const name = answer.outcome === "taken" ? "taken" : `refused-${answer.code}`;
  text.textContent = told(words[name] ? name : "refused", { ...facts, ...answer.facts, code: answer.code }) + article;
  row.append(text);
  row.classList.add(answer.outcome);
  if (answer.seq !== null && answer.seq !== undefined) row.append(...papers(answer));
  const verdict = document.createElement("p");
  verdict.textContent = told("checking");
  row.append(verdict);
  at("mine").prepend(row);
  say(words[name] ? name : "refused", { ...facts, ...answer.facts, code: answer.code }, { urgent: true });
  const checked = await checkPaper(answer.receipt, { receipts: hall.dataset.receiptsKey });
  const right = checked.valid && speaksOf(checked.proven, sent, answer);
  verdict.textContent = told(right ? "receipt-right" : "receipt-wrong");
  verdict.classList.add(right ? "right" : "wrong");
}

// A receipt that is right but speaks of something else than this bid and this answer is no proof.
function speaksOf(proven, sent, answer) {
  if ((answer.seq ?? null) !== proven.seq) return false;
  if (answer.outcome === "taken") return proven.stream === lot && proven.priceFen === sent.price_fen;
  return proven.code === answer.code;
}

function papers(answer) {
  const kept = document.createElement("a");
  kept.href = URL.createObjectURL(new Blob([answer.receipt], { type: "text/plain" }));
  kept.download = `${answer.seq}.receipt`;
  kept.textContent = told("keep-receipt");
  const proof = document.createElement("a");
  proof.href = `/entries/${answer.seq}.tlog-proof`;
  proof.download = `${answer.seq}.tlog-proof`;
  proof.textContent = told("keep-proof");
  if (answer.outcome === "taken") return [kept, " ", proof];
  const why = document.createElement("a");
  why.href = `${hall.dataset.late}${answer.seq}`;
  why.target = "_blank";
  why.textContent = told("see-why");
  return [kept, " ", proof, " ", why];
}

const watch = new Watch(hall.dataset.watch, lot, { show, say: (name) => link("watch", name) });
const door = new Door(
  { hall: hall.dataset.hall, bids: hall.dataset.bids, ticket: hall.dataset.ticket },
  { say: (name) => link("door", name), answered },
);
at("bid").addEventListener("submit", bid);
for (const button of document.querySelectorAll(".quick"))
  button.addEventListener("click", () => offer(Number(button.dataset.steps)));
setInterval(tick, 250);
window.addEventListener("beforeunload", (event) => {
  if (door.waiting.size) event.preventDefault();
});
