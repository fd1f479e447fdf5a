/** One trace with its steps, kept in step with the hub. Tells of `change`. */
import { ask } from "./hub.js";
import { micros } from "./amounts.js";
import { atLeast, TraceWatch } from "./trace-watch.js";

const PAGE = 500;
/** So many are seen at first. */
const FIRST = 100;
/** Milliseconds between two readings. */
const PAUSE = 300;
/** So many steps that changed are read one by one; of more all are read. */
const FEW = 20;
/** Steps of which what is large is kept. */
const DETAILS_MAX = 60;
/** Requests of an export under way at once. */
const AHEAD = 12;
/** The streams of other ids are named by a digest. */
const PLAIN = /^(?!sha256-)[!-~]{1,160}$/;

class TraceStore extends EventTarget {
  /** `loading`, `ready`, `failed`, or `deleted`. */
  state = "loading";
  failure = null;
  trace = null;
  /** By id, in the order in which they began; with `begin` and `end` in microseconds. */
  spans = new Map();
  problems = [];
  /** Counts what changed of the steps. */
  edition = 0;
  /** Whether all steps are here. */
  whole = false;
  #details = new Map();
  #watch = null;
  #opened = 0;

  async open(id) {
    this.close();
    const opened = ++this.#opened;
    this.id = id;
    this.path = `v1/traces/${encodeURIComponent(id)}`;
    Object.assign(this, { state: "loading", trace: null, spans: new Map(), problems: [], whole: false });
    this.#changed();
    try {
      const subject = PLAIN.test(id) ? { subject: `trace/${id}` } : {};
      this.#watch = new TraceWatch({ frames: "unnamed", ...subject }, PAUSE, (events, position) => this.#came(events, position));
      const watch = this.#watch;
      await watch.begin();
      if (opened === this.#opened) await this.#read(0);
    } catch (failure) {
      if (opened !== this.#opened) return;
      this.close();
      this.failure = failure;
      this.state = "failed";
      this.#changed();
    }
  }

  close() {
    this.#opened++;
    this.#watch?.close();
    this.#watch = null;
    this.#details.clear();
  }

  /** All of it, page by page, shown as it comes. */
  async #read(position) {
    const opened = this.#opened;
    const spans = this.spans.size ? new Map() : this.spans;
    let page = await this.#head(position, FIRST);
    for (;;) {
      if (opened !== this.#opened) return;
      for (const span of page.items) spans.set(span.id, timed(span));
      this.whole = !page.nextCursor;
      if (this.whole) this.spans = spans;
      this.state = "ready";
      this.edition++;
      this.#changed();
      if (this.whole) break;
      page = await ask(`${this.path}/observations?limit=${PAGE}&cursor=${encodeURIComponent(page.nextCursor)}`, atLeast(position));
    }
    const problems = await ask(`v1/traces/problems?traceId=${encodeURIComponent(this.id)}`, atLeast(position));
    if (opened !== this.#opened) return;
    this.problems = problems.items;
    this.#changed();
  }

  /** What the trace says of itself; the first page of its steps. */
  async #head(position, limit) {
    const { tree, ...trace } = await ask(`${this.path}?limit=${limit}`, atLeast(position));
    this.trace = trace;
    return tree;
  }

  async #came(events, position) {
    if (this.state === "loading") throw new Error("it is being read");
    if (this.state !== "ready") return;
    const mine = events.filter((event) => !PLAIN.test(this.id) || event.subject === `trace/${this.id}`);
    if (events.length && !mine.length) return;
    this.#details.clear();
    const ids = new Set(mine.map(stepOf));
    try {
      if (!mine.length || ids.has(null) || ids.size > FEW || !this.whole) return await this.#read(position);
      await this.#head(position, 1);
      const steps = await Promise.all([...ids].map((id) => ask(this.#pathOf(id), atLeast(position)).catch(() => null)));
      for (const step of steps) if (step) this.#keep(step);
      this.edition++;
      this.#changed();
    } catch (failure) {
      if (failure.status !== 404) throw failure;
      this.close();
      this.state = "deleted";
      this.#changed();
    }
  }

  /** A step with what is large of it. */
  #keep(step) {
    const { input, output, metadata, modelParameters, large, ...span } = step;
    this.spans.set(span.id, timed(span));
    const { parentId } = span;
    for (const changed of [parentId, span.id]) if (this.spans.has(changed)) this.#root(this.spans.get(changed));
  }

  /** Its parent may have come. */
  #root(span) {
    span.root = !this.spans.has(span.parentId);
    for (const each of this.spans.values()) if (each.parentId === span.id) each.root = false;
  }

  #pathOf(id) {
    return `${this.path}/observations/${encodeURIComponent(id)}`;
  }

  /** A step, or the trace itself for "", with what is large of it. Fails as `ask` does. */
  async details(id) {
    if (id === "") return this.trace;
    if (!this.#details.has(id)) {
      if (this.#details.size >= DETAILS_MAX) this.#details.delete(this.#details.keys().next().value);
      const asked = ask(this.#pathOf(id));
      this.#details.set(id, asked);
      asked.catch(() => this.#details.delete(id));
    }
    return this.#details.get(id);
  }

  /** Fails as `ask` does. */
  async delete() {
    this.close();
    try {
      await ask(this.path, { method: "DELETE" });
    } catch (failure) {
      this.open(this.id);
      throw failure;
    }
  }

  /**
   * All of it with inputs and outputs, in the form of `signalbox traces export`.
   *
   * @param told hears how many steps are there
   */
  async export(told) {
    const { observations, ...trace } = await whole(this.trace);
    const ids = [...this.spans.keys()];
    const steps = new Array(ids.length);
    let at = 0;
    let read = 0;
    const next = async () => {
      for (let index = at++; index < ids.length; index = at++) {
        steps[index] = await whole(await ask(this.#pathOf(ids[index])));
        told(++read);
      }
    };
    await Promise.all(Array.from({ length: AHEAD }, next));
    return { ...trace, observationCount: observations, observations: steps };
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** With what is shown only when it is asked for. */
async function whole({ large, ...shown }) {
  for (const { field, href } of large ?? []) shown[field] = await text(href);
  return shown;
}

/** What is too large to come unasked. */
export const text = (href) => ask(href.slice(1));

function timed(span) {
  span.begin = micros(span.startTime);
  span.end = span.endTime ? Math.max(span.begin, micros(span.endTime)) : span.type === "EVENT" ? span.begin : null;
  return span;
}

/** The id of the step that an event speaks of; null where it is not said plainly, or is about the trace. */
function stepOf({ id, type, data }) {
  if (type === "trace.span_received") return id.split(":").at(-2) ?? null;
  if (type !== "trace.event_received" || /^(trace|score)-/.test(data?.type)) return null;
  return typeof data?.body?.id === "string" ? data.body.id : null;
}

export const traceStore = new TraceStore();
