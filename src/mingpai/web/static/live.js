// A lot as it moves: follows the edge from the last entry seen, and says so when it cannot.
//
// Gap-free: each frame names the entry it comes after; where that is not the last one shown, the
// connection is begun again and the edge says where the lot stands. No frame for three pulses
// means that the screen is stale, and it says that too. Knows nothing of the page: `show` gets
// states, `say` gets words' names. See hall/wire.py for the frames.

const STALE_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

export class Watch {
  constructor(address, lot, { show, say }) {
    this.address = address;
    this.lot = lot;
    this.show = show;
    this.say = say;
    this.seq = null;
    this.state = null;
    this.offset = new Offset();
    this.pause = FIRST_PAUSE_MS;
    this.heard = 0;
    this.socket = null;
    this.closed = false;
    this.connect();
    setInterval(() => this.look(), 1_000);
  }

  connect() {
    const query = new URLSearchParams({ lot: this.lot });
    if (this.seq !== null) query.set("after", String(this.seq));
    const socket = new WebSocket(`${this.address}/watch?${query}`);
    this.socket = socket;
    socket.onmessage = (event) => this.take(socket, JSON.parse(event.data));
    socket.onclose = () => this.again(socket);
  }

  again(socket) {
    if (socket !== this.socket || this.closed) return;
    this.socket = null;
    this.say("offline");
    // Spread, so that all screens of a lot do not come back in one moment.
    setTimeout(() => this.connect(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  look() {
    if (this.heard && performance.now() - this.heard > STALE_MS) {
      this.say("stale");
      this.socket?.close();
    }
  }

  take(socket, frame) {
    if (socket !== this.socket) return;
    if (frame.type === "turned_away") {
      this.closed = frame.again_after_ms === null;
      return;
    }
    this.heard = performance.now();
    this.pause = FIRST_PAUSE_MS;
    this.offset.hear(frame.now);
    this.say("live");
    if (frame.type === "pulse") return;
    if (frame.type === "standing") {
      this.state = frame;
    } else if (frame.after !== this.seq) {
      this.seq = null;
      socket.close();
      return;
    } else {
      const rows = frame.rows ? [...this.state.rows, ...frame.rows].slice(-50) : this.state.rows;
      this.state = { ...this.state, ...frame, rows };
    }
    this.seq = frame.seq;
    this.show(this.state, frame);
  }
}

// How far the device's clock is from the service's. A frame is on its way for some time, so the
// smallest difference seen lately is the best one.
export class Offset {
  constructor() {
    this.seen = [];
  }

  hear(now) {
    this.seen.push(Date.now() - Date.parse(now));
    if (this.seen.length > 40) this.seen.shift();
  }

  // Milliseconds that the device is ahead of the service; 0 before anything was heard.
  get ahead() {
    return this.seen.length ? Math.min(...this.seen) : 0;
  }

  get now() {
    return Date.now() - this.ahead;
  }
}

// A difference that is less than frames are on their way is none.
const NOTICEABLE_MS = 500;

// What is said of the device's clock: the word's name, and by how many seconds it is off.
export function clock(offset) {
  const { ahead } = offset;
  const name = Math.abs(ahead) < NOTICEABLE_MS ? "right" : ahead > 0 ? "fast" : "slow";
  return { name: `clock-${name}`, seconds: (Math.abs(ahead) / 1000).toFixed(1) };
}

// Amounts are whole fen; a number of JavaScript holds them exactly up to 90 trillion yuan.
export function money(fen, language) {
  const yuan = Math.trunc(fen / 100);
  const cents = String(fen % 100).padStart(2, "0");
  const whole = yuan.toLocaleString("en-US");
  return language.startsWith("zh") ? `${whole}.${cents}元` : `CNY ${whole}.${cents}`;
}

export function span(milliseconds) {
  const total = Math.max(0, Math.ceil(milliseconds / 1000));
  const [days, rest] = [Math.floor(total / 86_400), total % 86_400];
  const parts = [Math.floor(rest / 3_600), Math.floor(rest / 60) % 60, rest % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return days ? `${days} × 24 h + ${clock}` : clock;
}

// Shanghai's clock, which the law goes by, to the millisecond.
export function shanghai(instant) {
  const at = new Date(Date.parse(instant) + 8 * 3_600_000);
  return at.toISOString().slice(0, 23).replace("T", " ");
}
