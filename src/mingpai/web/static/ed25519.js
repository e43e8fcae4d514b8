/**
 * SHA-256, SHA-512 and the verification of Ed25519 signatures, for browsers that offer none of
 * them: a page on plain http has no Web Crypto. Verification only; nothing here is secret, so
 * nothing needs constant time.
 *
 * Accepts and refuses what OpenSSL does, which checks receipts outside of browsers: S below the
 * group's order, no cofactor, and R compared as bytes, so that an R in another spelling is refused.
 * Must not know what is signed. Where to look next: `paper.js`.
 * Source: FIPS 180-4; RFC 8032 section 5.1.
 */

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const IDENTITY = [0n, 1n, 1n, 0n];
const BASE = decodePoint(Uint8Array.of(0x58, ...Array(31).fill(0x66)));

// Hashes ---------------------------------------------------------------------------------------

const MASK_64 = 2n ** 64n - 1n;
const PRIMES = firstPrimes(80);
const FRACTIONS_OF_CUBE_ROOTS = PRIMES.map((prime) => integerRoot(prime << 192n, 3n) & MASK_64);
const FRACTIONS_OF_SQUARE_ROOTS = PRIMES.slice(0, 8).map(
  (prime) => integerRoot(prime << 128n, 2n) & MASK_64,
);
const ROUNDS_256 = FRACTIONS_OF_CUBE_ROOTS.slice(0, 64).map((one) => Number(one >> 32n));
const BEGIN_256 = FRACTIONS_OF_SQUARE_ROOTS.map((one) => Number(one >> 32n));

function firstPrimes(count) {
  const found = [];
  for (let one = 2n; found.length < count; one += 1n) {
    if (found.every((prime) => one % prime !== 0n)) found.push(one);
  }
  return found;
}

/** Return the largest integer whose power of `degree` is at most `value`. */
function integerRoot(value, degree) {
  let low = 0n;
  let high = 2n ** 72n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** Return the message with its padding: a one, zeros, and its length in bits at a block's end. */
function padded(message, block) {
  const blocks = Math.ceil((message.length + 1 + block / 8) / block);
  const whole = new Uint8Array(blocks * block);
  whole.set(message);
  whole[message.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(message.length) * 8n);
  return new DataView(whole.buffer);
}

/** Return the SHA-256 digest of bytes. */
export function sha256(message) {
  const data = padded(message, 64);
  const state = Uint32Array.from(BEGIN_256);
  const words = new Uint32Array(64);
  for (let at = 0; at < data.byteLength; at += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = data.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const s0 = turn32(early, 7) ^ turn32(early, 18) ^ (early >>> 3);
      const s1 = turn32(late, 17) ^ turn32(late, 19) ^ (late >>> 10);
      words[i] = words[i - 16] + s0 + words[i - 7] + s1;
    }
    mix256(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

function turn32(word, by) {
  return (word >>> by) | (word << (32 - by));
}

function mix256(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn32(e, 6) ^ turn32(e, 11) ^ turn32(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS_256[i] + words[i]) | 0;
    const s0 = turn32(a, 2) ^ turn32(a, 13) ^ turn32(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
}

/** Return the SHA-512 digest of bytes. */
export function sha512(message) {
  const data = padded(message, 128);
  const state = BigUint64Array.from(FRACTIONS_OF_SQUARE_ROOTS);
  const words = new BigUint64Array(80);
  for (let at = 0; at < data.byteLength; at += 128) {
    for (let i = 0; i < 16; i += 1) words[i] = data.getBigUint64(at + 8 * i);
    for (let i = 16; i < 80; i += 1) {
      const [early, late] = [words[i - 15], words[i - 2]];
      const s0 = turn64(early, 1n) ^ turn64(early, 8n) ^ (early >> 7n);
      const s1 = turn64(late, 19n) ^ turn64(late, 61n) ^ (late >> 6n);
      words[i] = words[i - 16] + s0 + words[i - 7] + s1;
    }
    mix512(state, words);
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => digest.setBigUint64(8 * i, word));
  return new Uint8Array(digest.buffer);
}

function turn64(word, by) {
  return ((word >> by) | (word << (64n - by))) & MASK_64;
}

function mix512(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 80; i += 1) {
    const s1 = turn64(e, 14n) ^ turn64(e, 18n) ^ turn64(e, 41n);
    const one = h + s1 + ((e & f) ^ (~e & MASK_64 & g)) + FRACTIONS_OF_CUBE_ROOTS[i] + words[i];
    const s0 = turn64(a, 28n) ^ turn64(a, 34n) ^ turn64(a, 39n);
    const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(one + two) & MASK_64, a, b, c, (d + one) & MASK_64, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
}

// The curve ------------------------------------------------------------------------------------

function mod(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function littleEndian(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/**
 * Return the point that 32 bytes stand for, in extended coordinates, or null for none.
 * As OpenSSL: y is taken modulo the prime, and the sign of x = 0 does not matter.
 */
function decodePoint(bytes) {
  const number = littleEndian(bytes);
  const y = mod(number & (2n ** 255n - 1n));
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  let x = mod(u * v ** 3n * power(mod(u * v ** 7n), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) {
    x = mod(x * ROOT_OF_MINUS_ONE);
    if (mod(v * x * x) !== u) return null;
  }
  if ((x & 1n) !== number >> 255n) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

/** Return the sum of two points; complete, so that it doubles as well. */
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** Return s times one point plus k times another, in one pass over the bits of both. */
function sumOfMultiples(s, one, k, other) {
  const choices = [IDENTITY, one, other, add(one, other)];
  let sum = IDENTITY;
  for (let bit = 252n; bit >= 0n; bit -= 1n) {
    sum = add(sum, sum);
    const chosen = Number(((s >> bit) & 1n) | (((k >> bit) & 1n) << 1n));
    if (chosen) sum = add(sum, choices[chosen]);
  }
  return sum;
}

function encodePoint([x, y, z]) {
  const inverse = power(z, P - 2n);
  let number = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n);
    number >>= 8n;
    return byte;
  });
}

/** Say whether a signature of 64 bytes over a message is right under a key of 32 bytes. */
export function verify(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const point = decodePoint(key);
  const s = littleEndian(signature.subarray(32));
  if (point === null || s >= ORDER) return false;
  const r = signature.subarray(0, 32);
  const hashed = new Uint8Array(64 + message.length);
  [r, key, message].forEach((part, i) => hashed.set(part, 32 * i));
  const k = littleEndian(sha512(hashed)) % ORDER;
  const [x, y, z, t] = point;
  const found = encodePoint(sumOfMultiples(s, BASE, k, [mod(-x), y, z, mod(-t)]));
  return found.every((byte, i) => byte === r[i]);
}
