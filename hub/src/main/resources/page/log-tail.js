/**
 * The newest events of the hub that pass a filter, in step with it: read backwards as far as a person wants, and carried on by
 * the stream. Tells of `change`. As many as are shown are kept, so a night of events costs no more than an hour of them.
 */
import { ask, Away } from "./hub.js";
import { Follower } from "./follower.js";
import { heard } from "./clock.js";

/** Events that are kept at most; of more the oldest are let go. */
export const KEPT = 2_000;
/** Events of one step back at least, where there are so many. */
const STEP = 100;
/** Events of one page of the hub. */
const PAGE = 500;
/** How long after a hub that was away it is asked again. */
const AGAIN = 3_000;
/** So far back is looked at once when nothing was found nearer. */
const WIDER = 8;

export const positionOf = (event) => Number(event.sequence);

export class LogTail extends EventTarget {
  /** The newest first. */
  events = [];
  /** Those that came while it stands still. */
  held = [];
  /** How many came while it stands still, also those of which too many came to be held. */
  missed = 0;
  still = false;
  /** `loading`, `ready`, or `failed`. */
  state = "loading";
  link = "live";
  failure = null;
  reading = false;
  /** Behind this position everything was looked at. */
  floor = 0;
  #filter;
  #follower = null;
  #closed = false;
  #told = false;
  #span = STEP;
  #again = 0;

  /** @param filter `log`, `types` and `subject`, as the hub takes them; empty ones are none */
  constructor(filter) {
    super();
    this.#filter = filter;
    this.#begin();
  }

  async #begin() {
    clearTimeout(this.#again);
    if (this.state !== "failed") this.state = "loading";
    this.#changed();
    try {
      const { next, head } = await this.#page("end", 1);
      this.floor = head;
      await this.#back();
      if (this.#closed) return;
      this.#follow(next);
      this.failure = null;
      this.state = "ready";
    } catch (failure) {
      this.failure = failure;
      this.state = "failed";
      if (failure instanceof Away) this.#again = setTimeout(() => this.#begin(), AGAIN);
    }
    this.#changed();
  }

  #follow(cursor) {
    const { types, ...also } = this.#filter;
    const on = { event: (event, live) => this.#came(event, live), state: (state) => this.#linked(state), reset: () => this.anew() };
    this.#follower = new Follower(types, cursor, on, { ...also, looked: true });
  }

  /** The history of the hub is another one, or somebody says so. */
  anew() {
    this.#follower?.close();
    this.events = [];
    this.held = [];
    this.missed = 0;
    this.#span = STEP;
    this.#begin();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#follower?.close();
  }

  #linked(state) {
    if (state === this.link) return;
    this.link = state;
    this.#changed();
  }

  #came(event, live) {
    if (live) heard(event.recordedtime);
    const into = this.still ? this.held : this.events;
    into.unshift(event);
    if (this.still) this.missed++;
    if (into.length > KEPT) {
      into.length = KEPT;
      if (!this.still) this.floor = positionOf(into[KEPT - 1]) - 1;
    }
    this.#changed();
  }

  /** Stands still, or goes on with what came meanwhile. */
  pause(still) {
    this.still = still;
    if (!still && this.missed) {
      this.events = [...this.held, ...this.events].slice(0, KEPT);
      if (this.events.length === KEPT) this.floor = positionOf(this.events[KEPT - 1]) - 1;
      this.held = [];
      this.missed = 0;
    }
    this.#changed();
  }

  /** Whether as many are here as may be. */
  get full() {
    return this.events.length >= KEPT;
  }

  /** Some that are older. Fails with nothing: `failure` says why there are none. */
  async earlier() {
    if (this.reading || this.full || this.floor === 0) return;
    this.reading = true;
    this.failure = null;
    this.#changed();
    try {
      await this.#back();
    } catch (failure) {
      this.failure = failure;
    }
    this.reading = false;
    this.#changed();
  }

  /** Looks at windows before the floor, wider ones where there is little, until something is found or the log begins. */
  async #back() {
    let found = 0;
    while (this.floor > 0 && found < STEP && !this.full && !this.#closed) {
      const low = Math.max(0, this.floor - this.#span);
      const events = await this.#between(low, this.floor);
      if (events === null) {
        this.#span = Math.max(STEP, Math.floor(this.#span / WIDER));
        continue;
      }
      found += events.length;
      this.events = [...this.events, ...events.reverse()].slice(0, KEPT);
      this.floor = low;
      if (events.length < STEP) this.#span *= WIDER;
    }
  }

  /** All that pass between two positions; null when they are many, and the window can be smaller. */
  async #between(low, high) {
    const events = [];
    let after = low === 0 ? "start" : low;
    for (;;) {
      const page = await this.#page(after, PAGE);
      const some = page.events.filter((event) => positionOf(event) <= high);
      events.push(...some);
      if (some.length < page.events.length || page.events.length === 0) return events;
      if (positionOf(some[some.length - 1]) >= high) return events;
      if (events.length > PAGE && high - low > STEP) return null;
      after = page.next;
    }
  }

  #page(after, limit) {
    const query = new URLSearchParams(Object.entries({ ...this.#filter, after, limit }).filter(([, value]) => value !== ""));
    return ask(`v1/events?${query}`);
  }

  /** A burst of events is one change. */
  #changed() {
    if (this.#told) return;
    this.#told = true;
    requestAnimationFrame(() => {
      this.#told = false;
      this.dispatchEvent(new Event("change"));
    });
  }
}
