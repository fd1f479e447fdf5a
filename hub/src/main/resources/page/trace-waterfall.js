/** The steps of a trace over time, as a tree that is folded and unfolded; of many only those near the window are in the page. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { now } from "./clock.js";
import { duration, micros, money } from "./amounts.js";
import { line } from "./plain-text.js";
import "./row-window.js";

/** The trace itself, above its steps; no step is called so. */
export const TRACE = ".";
const INDENTS_MAX = 14;

class TraceWaterfall extends Part {
  static properties = {
    store: { attribute: false },
    edition: { attribute: false },
    chosen: { attribute: false },
    folded: { state: true },
  };

  constructor() {
    super();
    this.folded = new Set();
    this.rows = [];
  }

  willUpdate(changed) {
    if (changed.has("edition")) this.grow();
    if (changed.has("edition") || changed.has("folded")) this.list();
  }

  /** The children of each step, and the time that all take. */
  grow() {
    const { spans, trace } = this.store;
    this.below = new Map();
    const tops = [];
    let from = trace.startTime ? micros(trace.startTime) : Infinity;
    let to = trace.endTime ? micros(trace.endTime) : 0;
    for (const span of spans.values()) {
      const under = !span.root && span.parentId !== span.id && spans.has(span.parentId) ? this.below.get(span.parentId) : tops;
      if (under) under.push(span);
      else this.below.set(span.parentId, [span]);
      from = Math.min(from, span.begin);
      to = Math.max(to, span.end ?? now() * 1000);
    }
    for (const list of [tops, ...this.below.values()]) list.sort((one, other) => one.begin - other.begin);
    this.below.set(TRACE, tops);
    this.from = from;
    this.long = Math.max(1, to - from);
  }

  /** The rows that are to be seen, without what is folded. */
  list() {
    const rows = [{ id: TRACE, depth: 0, many: this.store.spans.size }];
    const waiting = [[this.below.get(TRACE), 0]];
    if (this.folded.has(TRACE)) waiting.pop();
    while (waiting.length) {
      const top = waiting.at(-1);
      const span = top[0][top[1]++];
      if (!span) {
        waiting.pop();
        continue;
      }
      const below = this.below.get(span.id);
      rows.push({ id: span.id, span, depth: waiting.length, many: below?.length ?? 0 });
      if (below && !this.folded.has(span.id)) waiting.push([below, 0]);
    }
    this.rows = rows;
  }

  fold(id, folded = !this.folded.has(id)) {
    const all = new Set(this.folded);
    if (folded) all.add(id);
    else all.delete(id);
    this.folded = all;
  }

  foldAll() {
    this.folded = this.folded.size ? new Set() : new Set([...this.below.keys()].filter((id) => id !== TRACE));
  }

  /** What a key does here; null for nothing. */
  deedOf(key) {
    const at = this.rows.findIndex((row) => row.id === this.chosen);
    const row = this.rows[at];
    const open = row?.many > 0 && !this.folded.has(row.id);
    const to = (index) => () => this.choose(this.rows[Math.min(this.rows.length - 1, Math.max(0, index))].id);
    switch (key) {
      case "j":
      case "ArrowDown":
        return to(at + 1);
      case "k":
      case "ArrowUp":
        return to(at - 1);
      case "Home":
        return to(0);
      case "End":
        return to(this.rows.length - 1);
      case "ArrowRight":
        return row?.many ? (open ? to(at + 1) : () => this.fold(row.id, false)) : null;
      case "ArrowLeft":
        if (open) return () => this.fold(row.id, true);
        return at > 0 ? to(this.rows.findLastIndex((each, index) => index < at && each.depth < row.depth)) : null;
      default:
        return null;
    }
  }

  async choose(id) {
    this.dispatchEvent(new CustomEvent("choose", { detail: id }));
    await this.updateComplete;
    const list = this.querySelector("row-window");
    await list.updateComplete;
    list.reach(id);
  }

  /** Brings a step into sight, with all that it is folded in. */
  async reveal(id) {
    const { spans } = this.store;
    const above = [TRACE];
    for (let span = spans.get(spans.get(id)?.parentId); span && !above.includes(span.id); span = spans.get(span.parentId)) above.push(span.id);
    if (above.some((each) => this.folded.has(each))) this.folded = new Set([...this.folded].filter((each) => !above.includes(each)));
    await this.updateComplete;
    const list = this.querySelector("row-window");
    await list.updateComplete;
    list.reach(id, false);
  }

  render() {
    const row = (each) => this.row(each);
    return html`<div class="axis" aria-hidden="true"><button type="button" class="quiet" tabindex="-1" @click=${this.foldAll}>${this.folded.size ? "Unfold all" : "Fold all"}</button>
        <p>${[0, 0.25, 0.5, 0.75].map((part) => html`<span>${part ? duration(Math.round(this.long * part)) : "0"}</span>`)}</p></div>
      <row-window .items=${this.rows} .row=${row} .label=${"Steps"} guess="32"></row-window>`;
  }

  row({ id, span, depth, many }) {
    const { trace } = this.store;
    const chosen = this.chosen === id;
    const name = line(span ? (span.name ?? span.id) : (trace.name ?? trace.id), 160);
    const folded = this.folded.has(id);
    const kind = span ? span.type.toLowerCase() : "trace";
    const wrong = span?.level === "ERROR" || (!span && trace.errors > 0);
    return html`<div class="span ${chosen ? "chosen" : ""}" @click=${() => this.choose(id)}>
      <div class="step" .style=${`--depth: ${Math.min(depth, INDENTS_MAX)}`}>
        ${many
          ? html`<button type="button" class="plain unfold" tabindex="-1" aria-expanded=${String(!folded)} aria-label=${`Steps in ${name}`}
              @click=${(event) => this.pressFold(event, id)}>${folded ? "▸" : "▾"}</button>`
          : html`<span class="unfold"></span>`}
        <button type="button" class="plain name" dir="auto" data-reach tabindex=${chosen ? "0" : "-1"} aria-current=${chosen ? "true" : nothing} title=${name}>${name}<span class="unseen">,
          ${kind}, level ${depth + 1}${wrong ? ", error" : ""}</span></button>
        ${wrong ? html`<span class="wrong" title="Error">!</span>` : nothing}
        ${span && folded ? html`<span class="number">+${many}</span>` : nothing}
        <span class="step-kind">${span?.model ? line(span.model, 40) : span ? kind : nothing}</span>
      </div>
      ${this.bar(span, kind, wrong)}
    </div>`;
  }

  pressFold(event, id) {
    event.stopPropagation();
    this.fold(id);
  }

  bar(span, kind, wrong) {
    const begin = span ? span.begin : this.from;
    const end = span ? (span.end ?? this.from + this.long) : this.from + this.long;
    const left = (100 * (begin - this.from)) / this.long;
    const wide = (100 * (end - begin)) / this.long;
    const runs = span && span.end === null;
    const words = `${runs ? (kind === "human" ? "waits" : "runs") : span ? duration(span.durationMicros) : duration(this.store.trace.durationMicros)}${span?.cost ? ` · ${money(span.cost)}` : ""}`;
    const place = left + wide < 70 ? `left: calc(${left + wide}% + .4rem)` : left > 30 ? `right: calc(${100 - left}% + .4rem)` : "left: .4rem";
    const within = place === "left: .4rem";
    return html`<div class="track"><span class="bar-of of-${kind} ${wrong && span ? "error" : ""} ${runs ? "runs" : ""}" .style=${`left: ${left}%; width: ${wide}%`}></span><span
      class="took ${within ? "within" : ""}" .style=${place}>${words}</span></div>`;
  }
}

customElements.define("trace-waterfall", TraceWaterfall);
