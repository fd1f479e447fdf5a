/**
 * Tells a room that something came for traces: at once, then again when that was read, and at most so often; not while
 * nobody looks.
 */
import { Follower } from "./follower.js";
import { ask, Refused } from "./hub.js";
import { heard } from "./clock.js";

/** After something that could not be read. */
const AGAIN = 2_000;

export class TraceWatch {
  #also;
  #pause;
  #told;
  #follower = null;
  #events = [];
  #busy = false;
  #ended = false;

  /**
   * @param also which events, beside those of traces
   * @param pause milliseconds between two times
   * @param told hears the events since the last time, none when all has to be read anew, and the position that a reading
   *     must have reached; returns a promise. What fails is told again.
   */
  constructor(also, pause, told) {
    this.#also = { log: "traces", frames: "bare", looked: true, ...also };
    this.#pause = pause;
    this.#told = told;
  }

  /** From this moment on. Fails as `ask` does. */
  async begin() {
    const { next } = await ask("v1/events?log=traces&after=end&limit=1");
    if (this.#ended) return;
    this.#follower = new Follower("trace.*", next, {
      event: (event, live) => {
        if (live) heard(event.recordedtime);
        this.#events.push(event);
        this.#tell();
      },
      state: () => {},
      reset: () => this.#reset(),
    }, this.#also);
  }

  close() {
    this.#ended = true;
    this.#follower?.close();
  }

  /** The history is another one. */
  async #reset() {
    try {
      await this.begin();
      await this.#told([], 0);
    } catch {
      setTimeout(() => this.#ended || this.#reset(), AGAIN);
    }
  }

  async #tell() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#events.length && !this.#ended) {
      const events = this.#events.splice(0);
      const position = Math.max(...events.map((event) => Number(event.sequence)));
      let pause = this.#pause;
      try {
        await this.#told(events, position);
      } catch (failure) {
        // What the hub refuses it refuses again.
        if (!(failure instanceof Refused) || failure.status >= 500) this.#events.unshift(...events);
        pause = AGAIN;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    this.#busy = false;
  }
}

/** The header of a request whose answer must have reached a position. */
export const atLeast = (position) => (position ? { headers: { "Signalbox-At-Least": String(position) } } : {});
