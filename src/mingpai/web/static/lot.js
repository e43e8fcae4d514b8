// An onlooker's lot page: price, close and last bids move; everything else stands as it was sent.

import { Watch, clock, money, shanghai, span } from "./live.js";

const live = document.querySelector("#live");
const at = (name) => live.querySelector(`[data-live="${name}"]`);
const words = Object.fromEntries(
  [...live.querySelectorAll("template[data-text]")].map((one) => [one.dataset.text, one.content.textContent]),
);
const { lang } = live.dataset;
let state = null;

function show(next, frame) {
  state = next;
  at("price").textContent = next.bids ? money(next.price_fen, lang) : "—";
  at("leader").textContent = next.leader || "—";
  at("bids").textContent = String(next.bids);
  if (next.closes_at) {
    at("close").dateTime = next.closes_at;
    at("close").textContent = shanghai(next.closes_at);
  }
  if (frame.type === "step") at("said").textContent = words[`phase-${frame.phase}`] ?? "";
}

function say(name) {
  const text = words[`link-${name === "live" ? "good" : name}`] ?? "";
  if (at("link").textContent !== text) at("link").textContent = text;
  at("link").classList.toggle("wrong", name !== "live");
}

// Said once and again only where it changes noticeably: a screen reader is not to hear it tick.
function sayClock() {
  if (!state) return;
  const { name, seconds } = clock(watch.offset);
  const text = (words[name] ?? "").replace("{seconds}", seconds);
  if (at("clock").textContent !== text) at("clock").textContent = text;
}

const watch = new Watch(live.dataset.watch, live.dataset.lot, { show, say });
live.hidden = false;
setInterval(sayClock, 5_000);
setInterval(() => {
  const runs = state?.closes_at && state.phase === "published";
  at("left").textContent = runs ? span(Date.parse(state.closes_at) - watch.offset.now) : "—";
}, 250);
