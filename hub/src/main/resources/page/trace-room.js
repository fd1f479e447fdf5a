/** One trace: its steps over time, and all of the one that is chosen. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { may } from "./hub.js";
import { counted, duration, money, short } from "./amounts.js";
import { traceStore } from "./trace-store.js";
import { listed } from "./trace-list.js";
import { line } from "./plain-text.js";
import { unread, unready } from "./trouble.js";
import { sure } from "./are-you-sure.js";
import { say } from "./toast-line.js";
import { saved } from "./saved-file.js";
import { TRACE } from "./trace-waterfall.js";
import "./trace-details.js";
import "./live-time.js";

export const view = (address) => html`<trace-room .address=${address} .of=${address.parts[1]}></trace-room>`;

/** Whoever goes through steps by key looks at one when they stop for so long. */
const STILL = 150;

class TraceRoom extends RoomPart {
  static store = traceStore;
  static properties = {
    address: { attribute: false },
    of: { attribute: false },
    chosen: { state: true },
    exported: { state: true },
  };

  #timer = 0;

  constructor() {
    super();
    this.exported = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    traceStore.close();
  }

  willUpdate(changed) {
    if (changed.has("of")) {
      this.revealed = false;
      traceStore.open(this.of);
    }
    if (changed.has("address")) {
      clearTimeout(this.#timer);
      this.chosen = this.span ?? TRACE;
    }
  }

  /** The step that the address names. */
  get span() {
    return this.address.query.get("span");
  }

  updated() {
    if (this.revealed || !this.span || !traceStore.spans.has(this.span)) return;
    this.revealed = true;
    this.waterfall?.updateComplete.then(() => this.waterfall?.reveal(this.span));
  }

  get waterfall() {
    return this.querySelector("trace-waterfall");
  }

  pressed(event) {
    if (event.key === "Escape" && this.span && !event.target.closest?.("dialog")) return this.look(null);
    if (isTaken(event)) return;
    if (/^(Arrow|Home|End)/.test(event.key) && event.target.closest("aside, summary")) return;
    const deed = this.waterfall?.deedOf(event.key);
    if (!deed) return;
    event.preventDefault();
    this.byKey = true;
    deed();
    this.byKey = false;
  }

  choose(id) {
    this.chosen = id;
    clearTimeout(this.#timer);
    if (this.byKey) this.#timer = setTimeout(() => this.look(id), STILL);
    else this.look(id);
  }

  /** The first look at a step can be taken back; the next ones replace it. */
  look(id) {
    go(hash(["traces", this.of], { span: id }), this.span !== null);
  }

  render() {
    const { state, trace } = traceStore;
    return html`<div class="room wide trace-room">
      <p class="back"><a href=${listed.at}>← Traces</a></p>
      ${trace && state === "ready" ? this.whole(trace) : state === "loading" ? unready() : this.none(state)}
    </div>`;
  }

  whole(trace) {
    return html`<header>
        <h1 dir="auto">${line(trace.name ?? trace.id, 300)}</h1>
        <div class="trace-deeds">
          <button type="button" @click=${this.share}>Copy link</button>
          <button type="button" ?disabled=${this.exported !== null || !traceStore.whole} @click=${this.export}>${this.exported === null ? "Export" : `${this.exported} of ${traceStore.spans.size}`}</button>
          ${may("trace.delete") ? html`<button type="button" class="danger" @click=${this.delete}>Delete</button>` : nothing}
        </div>
        <p class="meta"><live-time .at=${trace.timestamp}></live-time>
          <span>${duration(trace.durationMicros)}</span><span>${counted(trace.observations, "step")}</span>
          ${trace.running ? html`<span class="state">${trace.running} running</span>` : nothing}
          ${trace.errors ? html`<span class="trouble">${counted(trace.errors, "error")}</span>` : nothing}
          ${trace.totalTokens ? html`<span>${short(trace.totalTokens)} tokens</span>` : nothing}
          ${trace.cost !== undefined || trace.unpriced ? html`<span>${money(trace.cost, trace.unpriced)}</span>` : nothing}
          ${trace.humanMicros ? html`<span>people ${duration(trace.humanMicros)}</span>` : nothing}
          ${trace.userId ? html`<a href=${hash(["traces"], { userId: trace.userId })}><bdi>${line(trace.userId, 80)}</bdi></a>` : nothing}
          ${trace.sessionId ? html`<a href=${hash(["traces", "sessions", trace.sessionId])}>Session <bdi>${line(trace.sessionId, 80)}</bdi></a>` : nothing}
          ${trace.environment === "default" ? nothing : html`<bdi>${line(trace.environment, 80)}</bdi>`}
          ${trace.tags.map((tag) => html`<a class="tag" href=${hash(["traces"], { tag })}><bdi>${line(tag, 40)}</bdi></a>`)}</p>
      </header>
      <div class="sides-of ${this.span ? "looks" : ""}">
        <trace-waterfall .store=${traceStore} .edition=${traceStore.edition} .chosen=${this.chosen} @choose=${(event) => this.choose(event.detail)}></trace-waterfall>
        <aside aria-label="What is chosen"><p class="back"><button type="button" class="plain" @click=${() => this.look(null)}>← Steps</button></p>
          <trace-details .store=${traceStore} .of=${this.span ?? TRACE} .edition=${`${traceStore.edition} ${this.changes}`}></trace-details></aside>
      </div>`;
  }

  async delete() {
    const text = "Its steps, inputs, outputs and scores are gone for good, from the tables, the log and the file. That it was deleted, when and by whom, stays.";
    if (!(await sure({ heading: "Delete this trace?", text, deed: "Delete" }))) return;
    try {
      await traceStore.delete();
      go(listed.at, true);
      say("The trace is deleted.");
    } catch (failure) {
      say(`It is still there: ${failure.message}`);
    }
  }

  async share() {
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is copied.");
    } catch {
      say(`This page may not copy. The link is the address: ${location.href}`);
    }
  }

  async export() {
    this.exported = 0;
    try {
      const all = await traceStore.export((count) => (this.exported = count));
      saved(`trace-${line(all.id, 60).replace(/[^\w.-]/g, "_")}.json`, "application/json", JSON.stringify(all, null, 2));
    } catch (failure) {
      say(`Not exported: ${failure.message}`);
    }
    this.exported = null;
  }

  none(state) {
    const { failure } = traceStore;
    const again = () => traceStore.open(this.of);
    if (state === "failed" && failure.status !== 404) return unread("The trace cannot be read", failure, again);
    return html`<div class="empty" role="alert">
      <h1>${state === "deleted" ? "This trace was deleted" : "There is no such trace"}</h1>
      <p>${state === "deleted" ? "Somebody deleted it, or the time that traces are kept is over." : "It was deleted, has not come yet, or is of another hub or space. A client sends what it has when it flushes."}</p>
      <p><button type="button" @click=${again}>Look again</button></p></div>`;
  }
}

customElements.define("trace-room", TraceRoom);
