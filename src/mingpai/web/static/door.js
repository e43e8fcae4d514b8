// The bidders' door: one socket on which bids go out and signed answers come back.
//
// A bid is kept until it is answered and sent again under the same key after a lost connection, so
// that it counts once. Where no socket can be had it goes over HTTP. A ticket comes from the pages
// and is asked for again whenever the door wants another. See hall/wire.py for the frames.

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5_000;

export class Door {
  constructor({ hall, bids, ticket }, { say, answered }) {
    this.addresses = { hall, bids, ticket };
    this.say = say;
    this.answered = answered;
    this.waiting = new Map(); // key -> bid text, in the order of sending
    this.frames = [];
    this.socket = null;
    this.isIn = false;
    this.pause = FIRST_PAUSE_MS;
    this.failures = 0;
    this.connect();
  }

  async ticket() {
    const answer = await fetch(this.addresses.ticket, {
      method: "POST",
      headers: { "X-CSRF-Token": document.querySelector("meta[name=csrf]")?.content ?? "" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).ticket;
  }

  async connect() {
    let ticket;
    try {
      ticket = await this.ticket();
    } catch (error) {
      this.say(["401", "403"].includes(error.message) ? "sign_in_again" : "door_shut");
      this.later();
      return;
    }
    this.shown = ticket;
    const socket = new WebSocket(`${this.addresses.hall}/hall`);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "enter", ticket }));
    socket.onmessage = (event) => this.take(socket, JSON.parse(event.data));
    socket.onclose = () => this.lost(socket);
  }

  later() {
    setTimeout(() => this.connect(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  lost(socket) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.isIn = false;
    this.failures += 1;
    this.say("door_shut");
    for (const [key, text] of this.waiting) this.overHttp(key, text);
    this.later();
  }

  take(socket, frame) {
    if (socket !== this.socket) return;
    if (frame.type === "entered") {
      this.isIn = true;
      this.frames = [];
      this.pause = FIRST_PAUSE_MS;
      this.failures = 0;
      this.say("door_open");
      for (const [key, text] of this.waiting) this.onto(key, text);
    } else if (frame.type === "answer") {
      this.settle(this.frames[frame.frame - 1], frame);
    } else if (frame.type === "turned_away") {
      this.say(frame.code);
    }
  }

  send(bid) {
    const text = JSON.stringify(bid);
    this.waiting.set(bid.key, text);
    if (this.isIn) this.onto(bid.key, text);
    else this.overHttp(bid.key, text);
  }

  onto(key, text) {
    this.frames.push(key);
    this.socket.send(text);
  }

  async overHttp(key, text) {
    try {
      const answer = await fetch(`${this.addresses.bids}/bids`, {
        method: "POST",
        headers: { Authorization: `Bearer ${this.shown ?? (await this.ticket())}` },
        body: text,
      });
      const told = await answer.json();
      if (told.type === "answer") this.settle(key, told);
    } catch {
      // It stays among those that wait, and goes out when the door is open again.
    }
  }

  settle(key, answer) {
    const text = this.waiting.get(key);
    if (text === undefined) return;
    this.waiting.delete(key);
    this.answered(JSON.parse(text), answer);
  }
}

// A key for retries: nobody else has it, and it says nothing.
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
