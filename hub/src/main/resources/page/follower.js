/**
 * Follows the log of the hub: every event once, in order, from a cursor on. It reads the stream with fetch and not with
 * an EventSource, which a browser closes for good at the first answer that is not 200 (a proxy says 502 while the hub
 * starts), and which cannot tell a key that has ended from a hub that is away.
 */
import { fetched, signedOut } from "./hub.js";
import { leaveSeat, seat } from "./unseen-seat.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** The hub says something at least every 15 seconds. */
const SILENCE = 40_000;
/** What comes within this time of a stream may be older than the stream. */
const CATCHES_UP = 1_000;

export class Follower {
  #query;
  #cursor;
  #on;
  #looked;
  #also;
  #opened = 0;
  #pause = FIRST_PAUSE;
  #ended = false;
  #turned = false;
  #rests = false;
  #wake = () => {};
  #cut = () => {};

  /**
   * @param types of the events, with commas between; empty for all
   * @param cursor behind which it begins
   * @param on `event(event, live)`, which is not live when it may have waited for the stream; `state("live" | "away")`;
   *   `reset(problem)`: the cursor is void, read anew
   * @param also what else is asked for, `log`, `subject`, `frames: "bare"` for events without their data; `looked`: only
   *   while the page is before one's eyes. Without it a few tabs go on that nobody looks at; the others rest until somebody does
   */
  constructor(types, cursor, on, { looked = false, ...also } = {}) {
    this.#also = also;
    this.#query = queryOf({ ...also, types });
    this.#looked = looked;
    this.#cursor = cursor;
    this.#on = on;
    addEventListener("online", this.#soon);
    document.addEventListener("visibilitychange", this.#soon);
    if (document.hidden) this.#soon();
    this.#run();
  }

  /** Other types from where it stands. */
  set types(types) {
    const query = queryOf({ ...this.#also, types });
    if (this.#query === query) return;
    this.#query = query;
    this.#turned = true;
    this.#cut();
    this.#wake();
  }

  close() {
    this.#ended = true;
    removeEventListener("online", this.#soon);
    document.removeEventListener("visibilitychange", this.#soon);
    this.#cut();
    this.#wake();
  }

  /** Whoever looks again does not want to wait. */
  #soon = async () => {
    if (document.hidden && !this.#looked) this.#rests = !(await seat());
    if (!document.hidden) {
      this.#rests = false;
      leaveSeat();
      this.#wake();
    } else if (this.#unseen()) {
      this.#cut();
    }
  };

  async #run() {
    while (!this.#ended) {
      this.#turned = false;
      while (this.#unseen() && !this.#ended) await this.#wait();
      try {
        if (!this.#ended) await this.#listen();
      } catch {
        // Away, or broken off: the loop goes on.
      }
      if (this.#ended) return;
      if (this.#turned || this.#unseen()) continue;
      this.#on.state("away");
      await this.#wait(this.#pause * (0.5 + Math.random() / 2));
      this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
    }
  }

  #unseen() {
    return document.hidden && (this.#looked || this.#rests);
  }

  /** @param millis at most; without it until somebody looks */
  #wait(millis) {
    return new Promise((resolve) => {
      const timer = millis === undefined ? undefined : setTimeout(resolve, millis);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #listen() {
    const breaker = new AbortController();
    this.#cut = () => breaker.abort();
    let silence = setTimeout(this.#cut, SILENCE);
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(this.#cut, SILENCE);
    };
    try {
      const answer = await fetched(`v1/events?${this.#query}&after=${encodeURIComponent(this.#cursor)}`, {
        headers: { Accept: "text/event-stream" },
        signal: breaker.signal,
      });
      if (answer.status === 401) {
        this.#ended = true;
        signedOut();
        return;
      }
      if (answer.status === 409 || answer.status === 410) return this.#reset(await answer.json());
      const stream = (answer.headers.get("Content-Type") ?? "").startsWith("text/event-stream");
      if (!answer.ok || !stream) return;
      this.#opened = performance.now();
      await this.#read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), heard);
    } finally {
      clearTimeout(silence);
    }
  }

  async #read(reader, heard) {
    let left = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#ended) return;
      heard();
      this.#pause = FIRST_PAUSE;
      this.#on.state("live");
      left += value;
      let end;
      let from = 0;
      while ((end = left.indexOf("\n\n", from)) >= 0) {
        this.#frame(left.slice(from, end));
        from = end + 2;
        if (this.#ended) return;
      }
      left = left.slice(from);
    }
  }

  #frame(text) {
    const frame = { data: "" };
    for (const line of text.split("\n")) {
      const colon = line.indexOf(": ");
      if (colon > 0) frame[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (frame.event === "reset") return this.#reset(JSON.parse(frame.data));
    if (frame.id) this.#cursor = frame.id;
    if (frame.event === "progress" || frame.data === "") return;
    this.#on.event(JSON.parse(frame.data), performance.now() - this.#opened > CATCHES_UP);
  }

  #reset(problem) {
    this.close();
    this.#on.reset(problem);
  }
}

const queryOf = (asked) => new URLSearchParams(Object.entries({ frames: "unnamed", ...asked }).filter(([, value]) => value)).toString();
