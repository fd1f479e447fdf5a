/** A page of the rows of one table, read anew whenever something happens to the table. Tells of `change`. */
import { ask } from "./hub.js";
import { feed } from "./feed.js";
import { Store } from "./store.js";

/** What happens at once is read at once; and reading never takes more than a fifth of the time. */
const SOONEST = 150;
const REST = 4;

export class TableRows extends Store {
  items = [];
  next = null;
  #path = null;
  #types = null;
  #timer = 0;
  #due = false;
  #asked = new AbortController();
  #heard = { event: () => this.#soon(), reset: () => this.#anew() };

  /** @param types of the events of the table; null for a moment of the past, which stays as it was */
  show(path, types) {
    if (path === this.#path) return;
    const same = path.split("?", 1)[0] === this.#path?.split("?", 1)[0];
    this.#leave();
    // Rows of the same table stay before one's eyes until the others are here.
    if (!same) this.items = [];
    this.#path = path;
    this.#types = types;
    this.#open();
  }

  /** Once more, where it failed. */
  again() {
    this.#open();
  }

  close() {
    this.#leave();
    this.items = [];
    this.become("empty");
  }

  #leave() {
    feed.leave(this.#heard);
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#asked.abort();
    this.#path = null;
    this.next = null;
  }

  async #open() {
    this.become("loading");
    const path = this.#path;
    try {
      if (this.#types) await feed.follow(this.#types, this.#heard);
    } catch (failure) {
      return this.become("failed", failure);
    }
    if (path === this.#path) this.#read();
    else if (this.#path === null) feed.leave(this.#heard);
  }

  #anew() {
    if (this.#path) this.#open();
  }

  #soon(wait = SOONEST) {
    this.#due = true;
    if (!this.#timer) this.#timer = setTimeout(() => this.#read(), wait);
  }

  async #read() {
    const asked = (this.#asked = new AbortController());
    const began = performance.now();
    this.#due = false;
    try {
      const page = await ask(this.#path, { exact: true, signal: asked.signal });
      if (asked.signal.aborted) return;
      this.items = page.items;
      this.next = page.nextCursor ?? null;
      this.become("ready");
    } catch (failure) {
      if (asked.signal.aborted) return;
      this.become("failed", failure);
    }
    this.#timer = 0;
    if (this.#due) this.#soon(Math.max(SOONEST, REST * (performance.now() - began)));
  }
}
