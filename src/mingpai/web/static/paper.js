/**
 * Checks what a bidder keeps, a receipt or an offline proof, by the steps of `mingpai receipt
 * check`: the same strict readers, the same order, the same verdict. Asks no service.
 *
 * Must not know how a result is shown. Where to look next: `check.js` (the page), `ed25519.js`,
 * and for what each step means `journal/receipt.py`, `journal/proof.py`, `audit/papers.py`.
 */

import * as own from "./ed25519.js";

export const MAX_BYTES = 2_000_000;
const RECEIPT_HEADER = "mingpai/receipt@v1";
const PROOF_HEADER = "c2sp.org/tlog-proof@v1";
const BATCH_CONTEXT = "mingpai/batch@v1";
const REFUSALS_CONTEXT = "mingpai/refusals@v1";
const RECEIPTS_SUFFIX = "/receipts";
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const DASH = "\u2014 ";
const REFUSED = "auction.command_refused";
const BID = "auction.bid_placed";
const ED25519 = 1;
const KEY_ID_BYTES = 4;
const MAX_PATH = { receipt: 64, proof: 63 };
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const MAX_ENTRY_BYTES = 65_535;
const MAX_DEPTH = 32;
const STEPS = {
  receipt: ["form", "key", "signature", "statement", "path", "entry"],
  proof: ["form", "key", "signature", "statement", "entry", "path"],
};
const ENTRY_FIELDS = {
  actor: isText,
  at: isInstant,
  body: () => true,
  cause: (value) => value === null || isCount(value),
  command_id: (value) => value === null || isText(value),
  epoch: isCount,
  kind: isText,
  law: (value) => value === null || isText(value),
  received_at: isInstant,
  receiver: isText,
  seq: isCount,
  source: isText,
  stream: isText,
  v: isCount,
  ver: isCount,
};

/** What is wrong with a paper: a code that the page has a text for, and the text's facts. */
class Wrong extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

function must(condition, code, facts = {}) {
  if (!condition) throw new Wrong(code, facts);
}

// Bytes and numbers ----------------------------------------------------------------------------

const utf8 = new TextEncoder();

/** Return the text of bytes, a byte order mark included. Throws: Wrong for what is no UTF-8. */
function decodeText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Wrong("no_text");
  }
}

function isUnicode(text) {
  return !/\p{Surrogate}/u.test(text);
}

/** Read base64 in canonical form, as bytes. */
function decodeBase64(text, code) {
  let data;
  try {
    data = atob(text);
  } catch {
    throw new Wrong(code);
  }
  must(btoa(data) === text, code);
  return Uint8Array.from(data, (character) => character.charCodeAt(0));
}

function decodeHash(text) {
  const hash = decodeBase64(text, "form_hash");
  must(hash.length === 32, "form_hash");
  return hash;
}

function parseSize(text) {
  must(/^(0|[1-9][0-9]{0,15})$/.test(text) && isCount(Number(text)), "form_number", {
    found: text.slice(0, 30),
  });
  return Number(text);
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

function isText(value) {
  return typeof value === "string";
}

/** Say whether a value is an instant as the journal writes it: in UTC, with 0 or 6 decimals. */
function isInstant(value) {
  const form = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{6})?Z$/;
  const [, seconds, decimals] = (isText(value) && form.exec(value)) || [];
  if (!seconds || decimals === ".000000" || seconds.startsWith("0000")) return false;
  const instant = new Date(`${seconds}Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(seconds);
}

function same(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Split at the first mark, as Python's `partition` does: null where there is none. */
function partition(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? null : [text.slice(0, at), text.slice(at + mark.length)];
}

// Canonical JSON -------------------------------------------------------------------------------

/** Print data in the journal's one byte form. Throws: Error for what has none. */
function canonical(value, depth = 0) {
  if (depth > MAX_DEPTH) throw new Error("nested too deeply");
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join()}]`;
  if (value !== null && typeof value === "object") {
    const pairs = Object.keys(value).sort().map((key) => {
      if (!/^[\0-\x7f]*$/.test(key)) throw new Error("a key that is not ASCII");
      return `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`;
    });
    return `{${pairs.join()}}`;
  }
  if (isText(value) && !isUnicode(value)) throw new Error("a lone surrogate");
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error("no integer");
  return JSON.stringify(value);
}

function parseCanonical(text, code) {
  try {
    const value = JSON.parse(text);
    if (canonical(value) === text) return value;
  } catch {
    // Refused below, with whatever else is not in canonical form.
  }
  throw new Wrong(code);
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function hasFields(value, names) {
  if (!isObject(value)) return false;
  const found = Object.keys(value);
  return found.length === names.length && names.every((name) => found.includes(name));
}

function parseEntry(leaf) {
  const entry = parseCanonical(leaf, "entry_form");
  must(hasFields(entry, Object.keys(ENTRY_FIELDS)), "entry_form");
  must(utf8.encode(leaf).length <= MAX_ENTRY_BYTES, "entry_form");
  for (const [name, fits] of Object.entries(ENTRY_FIELDS)) must(fits(entry[name]), "entry_form");
  return entry;
}

// Forms of files -------------------------------------------------------------------------------

function parseReceipt(text) {
  const parts = partition(text, "\n\n");
  must(parts, "form_receipt");
  const lines = parts[0].split("\n");
  const [key, index] = lines.slice(1);
  const [leaf, path] = [lines.at(-1), lines.slice(3, -1)];
  must(lines.length >= 4 && key.startsWith("key "), "form_receipt");
  must(index.startsWith("index ") && leaf.startsWith("leaf "), "form_receipt");
  return {
    vkey: key.slice(4),
    index: parseSize(index.slice(6)),
    path: parsePath(path, MAX_PATH.receipt),
    leaf: leaf.slice(5),
    note: parts[1],
  };
}

function parseProof(text) {
  const parts = partition(text, "\n\n");
  must(parts, "form_proof");
  const lines = parts[0].split("\n").slice(1);
  must(lines[0]?.startsWith("extra "), "form_extra");
  const extra = parseExtra(lines.shift().slice(6));
  must(lines[0]?.startsWith("index "), "form_proof");
  return {
    vkey: extra.vkey,
    index: parseSize(lines[0].slice(6)),
    path: parsePath(lines.slice(1), MAX_PATH.proof),
    leaf: extra.entry,
    note: parts[1],
  };
}

function parseExtra(text) {
  const extra = parseCanonical(decodeText(decodeBase64(text, "form_extra")), "form_extra");
  must(hasFields(extra, ["entry", "vkey"]), "form_extra");
  must(isText(extra.entry) && isText(extra.vkey), "form_extra");
  return extra;
}

function parsePath(lines, most) {
  must(lines.length <= most, "form_path", { found: lines.length });
  return lines.map(decodeHash);
}

// Keys, notes and statements -------------------------------------------------------------------

function isKeyName(name) {
  // Python's idea of a space, which is not that of a regular expression's \s.
  return /^[^\0-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(name);
}

/** Read `<name>+<hex key id>+<base64(type, key)>`. */
async function parseVkey(line, engine) {
  const [, name, id, body] = /^([^+]*)\+([^+]*)\+([^]*)$/.exec(line) ?? [];
  must(body && isKeyName(name), "key_form");
  const typed = decodeBase64(body, "key_form");
  must(typed[0] === ED25519, "key_type");
  must(typed.length === 33, "key_form");
  const digest = await engine.sha256(joined(utf8.encode(`${name}\n`), typed));
  must(hex(digest.subarray(0, KEY_ID_BYTES)) === id, "key_form");
  return { name, id, key: typed.subarray(1) };
}

function parseNote(text) {
  must(utf8.encode(text).length <= MAX_NOTE_BYTES, "note_form");
  must(!/[\0-\x09\x0b-\x1f]/.test(text), "note_form");
  const split = text.lastIndexOf("\n\n");
  must(split >= 0 && text.endsWith("\n"), "note_form");
  const lines = text.slice(split + 2).split("\n").slice(0, -1);
  must(lines.length > 0 && lines.length <= MAX_SIGNATURES, "note_form");
  return { text: text.slice(0, split + 1), lines: lines.map(parseSignature) };
}

function parseSignature(line) {
  const parts = line.startsWith(DASH) && partition(line.slice(DASH.length), " ");
  must(parts && isKeyName(parts[0]), "note_form");
  const data = decodeBase64(parts[1], "note_form");
  must(data.length > KEY_ID_BYTES, "note_form");
  const id = hex(data.subarray(0, KEY_ID_BYTES));
  return { name: parts[0], id, signature: data.subarray(KEY_ID_BYTES) };
}

/** Return a note's text once a line by the key was found right; lines by others count nothing. */
async function openNote(text, vkey, engine) {
  const note = parseNote(text);
  const line = note.lines.find((one) => one.name === vkey.name && one.id === vkey.id);
  must(line, "signature_missing", { key: `${vkey.name}+${vkey.id}` });
  const isRight = await engine.verify(vkey.key, line.signature, utf8.encode(note.text));
  must(isRight, "signature_wrong", { key: `${vkey.name}+${vkey.id}` });
  return note.text;
}

/** Read what was signed for a batch; `first` is null where it holds answers and no entries. */
function parseBatch(text) {
  const lines = text.split("\n");
  const isJunk = lines[0] === REFUSALS_CONTEXT;
  must(isJunk || lines[0] === BATCH_CONTEXT, "statement_form");
  must(lines.length === 7 && lines[1] && !lines[6], "statement_form");
  must(!isJunk || isInstant(lines[3]), "statement_form");
  return {
    origin: lines[1],
    signer: lines[1] + RECEIPTS_SUFFIX,
    epoch: parseSize(lines[2]),
    first: isJunk ? null : parseSize(lines[3]),
    size: parseSize(lines[4]),
    root: decodeHash(lines[5]),
  };
}

function parseCheckpoint(text) {
  const lines = text.split("\n");
  must(lines.length === 4 && lines[0] && !lines[3], "statement_form");
  const [origin, size, root] = lines;
  return { origin, signer: origin, size: parseSize(size), root: decodeHash(root) };
}

// The tree -------------------------------------------------------------------------------------

/** Return the root that an inclusion path leads to (RFC 9162 section 2.1.3.2). */
async function rootOf(leafHash, { path, index, size }, engine) {
  must(index < size, "path_index", { index, size });
  const place = BigInt(index);
  const inner = bitLength(place ^ BigInt(size - 1));
  const border = ones(place >> BigInt(inner));
  must(path.length === inner + border, "path_length", {
    found: path.length,
    wanted: inner + border,
  });
  let root = leafHash;
  for (const [level, sibling] of path.entries()) {
    const isRight = level >= inner || (place >> BigInt(level)) & 1n;
    const pair = isRight ? [sibling, root] : [root, sibling];
    root = await engine.sha256(joined(NODE, ...pair));
  }
  return root;
}

function bitLength(number) {
  return number ? number.toString(2).length : 0;
}

function ones(number) {
  return number.toString(2).replaceAll("0", "").length;
}

// The check ------------------------------------------------------------------------------------

const ownScript = { name: "own", sha256: own.sha256, verify: own.verify };

/** Return what computes: the browser's Web Crypto where the page may use it, else our script. */
export function engineOf(subtle = globalThis.crypto?.subtle) {
  if (!subtle) return ownScript;
  return {
    name: "browser",
    sha256: async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes)),
    verify: async (key, signature, message) => {
      let imported;
      try {
        imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      } catch {
        // An older browser has the hashes and not the curve.
        return own.verify(key, signature, message);
      }
      return subtle.verify("Ed25519", imported, signature, message);
    },
  };
}

/**
 * Check a paper's text. `keys` are the journal's key lines, `{receipts, log}`; with an empty one
 * the key that the paper carries is used, and the result is not `pinned`.
 *
 * Returns {valid, form, pinned, engine, steps, proven}: each step as {name, state, code, facts}
 * with the state "right", "wrong" or "open" (not reached), and `proven` null unless valid.
 */
export async function checkPaper(text, keys, engine = engineOf()) {
  const form = { [RECEIPT_HEADER]: "receipt", [PROOF_HEADER]: "proof" }[text.split("\n", 1)[0]];
  const steps = (STEPS[form] ?? ["form"]).map((name) => ({ name, state: "open", facts: {} }));
  const pinned = (form === "proof" ? keys.log : keys.receipts) || "";
  const found = { form, text, pinned, engine };
  for (const step of steps) {
    try {
      step.facts = await CHECKS[step.name](found);
      step.state = "right";
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      Object.assign(step, { state: "wrong", code: error.code, facts: error.facts });
      break;
    }
  }
  const valid = steps.every((step) => step.state === "right");
  const proven = valid ? provenBy(found) : null;
  return { valid, form, pinned: pinned !== "", engine: engine.name, steps, proven };
}

/** Check a file's bytes in the same way. */
export async function checkFile(bytes, keys, engine) {
  try {
    return await checkPaper(decodeText(bytes), keys, engine);
  } catch (error) {
    if (error instanceof Wrong) return unreadable(error.code);
    throw error;
  }
}

/** Return the result for what was not even looked into. */
export function unreadable(code) {
  const steps = [{ name: "form", state: "wrong", code, facts: {} }];
  return { valid: false, pinned: false, steps, proven: null };
}

/** One function for each step; it keeps what it found for the next, and returns what to tell. */
const CHECKS = {
  async form(found) {
    must(isUnicode(found.text), "no_text");
    must(utf8.encode(found.text).length <= MAX_BYTES, "too_long");
    must(found.form, "no_paper");
    found.paper = found.form === "receipt" ? parseReceipt(found.text) : parseProof(found.text);
    return {};
  },

  async key(found) {
    const { vkey } = found.paper;
    found.vkey = await parseVkey(vkey, found.engine);
    const key = `${found.vkey.name}+${found.vkey.id}`;
    const pinned = found.pinned.split("+", 2).join("+");
    must(!found.pinned || found.pinned === vkey, "key_other", { key, pinned });
    return { key };
  },

  async signature(found) {
    found.signed = await openNote(found.paper.note, found.vkey, found.engine);
    return { key: `${found.vkey.name}+${found.vkey.id}` };
  },

  async statement(found) {
    const read = found.form === "receipt" ? parseBatch : parseCheckpoint;
    found.statement = read(found.signed);
    const { origin, signer, size } = found.statement;
    must(found.vkey.name === signer, "statement_signer", { origin, signer });
    return { origin, size };
  },

  async path(found) {
    const { leaf, path, index } = found.paper;
    const leafHash = await found.engine.sha256(joined(LEAF, utf8.encode(leaf)));
    const { size, root } = found.statement;
    const reached = await rootOf(leafHash, { path, index, size }, found.engine);
    must(same(reached, root), "path_root", { leaf: hex(leafHash), root: hex(root) });
    return { leaf: hex(leafHash), root: hex(root) };
  },

  async entry(found) {
    const { leaf, index } = found.paper;
    if (found.statement.first === null) {
      const answer = parseCanonical(leaf, "answer_form");
      must(isObject(answer), "answer_form");
      found.answer = answer;
      return {};
    }
    found.entry = parseEntry(leaf);
    const { first = 0, epoch = found.entry.epoch } = found.statement;
    const { seq } = found.entry;
    const isAtPlace = seq - first === index && found.entry.epoch === epoch;
    must(isAtPlace, "entry_place", { found: seq, wanted: first + index });
    return { seq };
  },
};

/** Return what a valid paper proves, for the page to tell. */
function provenBy({ answer, entry, statement }) {
  const { origin } = statement;
  if (answer) {
    const { code = "", article = "", received_at: at = "" } = answer;
    return { origin, seq: null, code, article, receivedAt: at, content: answer };
  }
  const { kind, seq, stream, received_at: receivedAt } = entry;
  const body = isObject(entry.body) ? entry.body : {};
  const { code = "", article = "" } = kind === REFUSED ? body : {};
  const priceFen = kind === BID && isCount(body.price_fen) ? body.price_fen : undefined;
  return { origin, seq, kind, stream, receivedAt, code, article, priceFen, content: entry };
}
