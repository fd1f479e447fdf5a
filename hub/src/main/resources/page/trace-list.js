/** A list of traces or sessions as one asks for it, newest first, kept in step with the hub. Tells of `change`. */
import { hash } from "./address.js";
import { ask, me } from "./hub.js";
import { atLeast, TraceWatch } from "./trace-watch.js";

const PAGE = 100;
/** Milliseconds between two readings. */
const PAUSE = 400;
/** So many that changed and are further down are read again, one by one. */
const FEW = 10;

const at = (item) => item.timestamp ?? item.lastAt;
const isBehind = (item, other) => at(item) < at(other) || (at(item) === at(other) && item.id < other.id);

class TraceList extends EventTarget {
  items = [];
  /** `loading`, `ready`, or `failed`. */
  state = "loading";
  failure = null;
  #path = null;
  #cursor;
  #asked = null;
  #watch = null;
  /** Who read them. */
  #reader = null;

  /** Whether there are older ones. */
  get more() {
    return this.#cursor !== undefined;
  }

  /** @param path with the filters, as `v1/traces?level=ERROR&` */
  async open(path) {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    if (this.#reader !== me || this.#path?.split("?")[0] !== path.split("?")[0]) this.items = [];
    this.#reader = me;
    this.#path = path;
    this.#become("loading");
    try {
      if (!this.#watch) {
        this.#watch = new TraceWatch({}, PAUSE, (events, position) => this.#again(events, position));
        await this.#watch.begin();
      }
      const page = await ask(`${path}limit=${PAGE}`, { signal: asked.signal });
      if (asked.signal.aborted) return;
      this.items = page.items;
      this.#cursor = page.nextCursor;
      this.#become("ready");
    } catch (failure) {
      if (asked.signal.aborted) return;
      this.close();
      this.items = [];
      this.failure = failure;
      this.#become("failed");
    }
  }

  /** The next older ones. */
  async next() {
    const path = this.#path;
    const cursor = this.#cursor;
    if (this.reading || !cursor) return;
    this.reading = true;
    try {
      const page = await ask(`${path}limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`);
      if (path !== this.#path) return;
      const known = new Set(this.items.map((item) => item.id));
      this.items = [...this.items, ...page.items.filter((item) => !known.has(item.id))];
      this.#cursor = page.nextCursor;
    } finally {
      this.reading = false;
      this.#changed();
    }
  }

  /** Follows no more; what is here is shown first when it is opened again. */
  close() {
    this.#watch?.close();
    this.#watch = null;
  }

  async #again(events, position) {
    if (this.state !== "ready") return;
    const path = this.#path;
    const page = await ask(`${path}limit=${PAGE}`, atLeast(position));
    const last = page.items.at(-1);
    const older = page.nextCursor ? this.items.filter((item) => isBehind(item, last)) : [];
    const further = await this.#anew(older, events, position);
    if (path !== this.#path || this.state !== "ready") return;
    const known = new Set(page.items.map((item) => item.id));
    this.items = [...page.items, ...older.flatMap((item) => further.get(item.id) ?? [item]).filter((item) => !known.has(item.id))];
    if (!page.nextCursor) this.#cursor = undefined;
    this.#changed();
  }

  /** Those of the older ones that changed, by id, as they are now: none where a filter does not mean it any more. */
  async #anew(older, events, position) {
    const changed = new Set(events.map((event) => event.subject.slice(event.subject.indexOf("/") + 1)));
    const anew = new Map();
    for (const { id } of older.filter((item) => changed.has(item.id)).slice(0, FEW)) {
      const { items } = await ask(`${this.#path}idPrefix=${encodeURIComponent(id)}&limit=${PAGE}`, atLeast(position));
      anew.set(id, items.filter((item) => item.id === id));
    }
    return anew;
  }

  #become(state) {
    this.state = state;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Where the list was left, for the way back. */
export const listed = { at: hash(["traces"]) };

export const traceList = new TraceList();
