/** The roadmap as it was: its steps, and the items behind one of them beside those of today. Tells of `change`. */
import { ask, pages } from "./hub.js";
import { Store } from "./store.js";
import { byOrder, STATUS_WORDS } from "./roadmap-store.js";

const STEPS = 500;
/** A slider that is drawn asks only where it rests. */
const RESTS = 120;

export class RoadmapPast extends Store {
  /** Oldest first; what is older than the first of them is asked for by `older`. */
  steps = [];
  /** As it was behind the step at `at`; null while that is read. */
  items = null;
  at = null;
  #cursor;
  #timer = 0;
  #asked = new AbortController();

  get hasOlder() {
    return this.#cursor !== undefined;
  }

  /** Reads the newest steps. */
  async open() {
    if (this.state === "loading") return;
    this.become("loading");
    this.steps = [];
    this.#cursor = undefined;
    await this.older();
  }

  async older() {
    try {
      const page = await ask(`v1/roadmap/history?limit=${STEPS}${this.#cursor ? `&cursor=${encodeURIComponent(this.#cursor)}` : ""}`);
      this.steps = [...page.items.reverse(), ...this.steps];
      this.#cursor = page.nextCursor;
      this.become("ready");
    } catch (failure) {
      this.become("failed", failure);
    }
  }

  /** @param at a position of the log, or a time; null for no moment at all */
  look(at) {
    if (at === this.at) return;
    this.at = at;
    clearTimeout(this.#timer);
    this.#asked.abort();
    if (at === null) this.items = null;
    else this.#timer = setTimeout(() => this.read(), this.items ? RESTS : 0);
  }

  async read() {
    const asked = (this.#asked = new AbortController());
    const items = [];
    try {
      await pages(`v1/roadmap?limit=${STEPS}&asOf=${encodeURIComponent(this.at)}`, (page) => items.push(...page), asked.signal);
      if (asked.signal.aborted) return;
      this.items = items;
      if (this.state === "failed") await this.older();
      this.changed();
    } catch (failure) {
      if (!asked.signal.aborted) this.become("failed", failure);
    }
  }
}

const TEXTS = ["key", "title", "description", "estimate", "links"];

/**
 * The items of a moment in their order, each with what is another today; and those that came since, where they are now.
 *
 * @returns pairs of `item` and `marks`, which is empty for what is the same
 */
export function compared(then, now) {
  const today = new Map(now.map((item) => [item.id, item]));
  const known = new Set(then.map((item) => item.id));
  const all = then.map((item) => ({ item, marks: marksOf(item, today.get(item.id)) }));
  for (const item of now) if (!known.has(item.id)) all.push({ item, marks: ["added since"] });
  return all.sort((one, other) => byOrder(one.item, other.item));
}

function marksOf(item, today) {
  if (!today) return ["removed since"];
  const marks = [];
  if (today.status !== item.status) marks.push(`now ${STATUS_WORDS[today.status].toLowerCase()}`);
  if (today.order !== item.order) marks.push("moved since");
  if (TEXTS.some((field) => JSON.stringify(today[field]) !== JSON.stringify(item[field]))) marks.push("written anew since");
  return marks;
}
