/** The log as it grows: the newest events first, some or all of them, standing still while somebody reads. */
import { html, nothing } from "./lit.js";
import { hash, go } from "./address.js";
import { ask, events, mayRead } from "./hub.js";
import { LogPart } from "./log-part.js";
import { line } from "./plain-text.js";
import { reason, unread, unready } from "./trouble.js";

export const view = (address) => html`<log-room .address=${address}></log-room>`;

export const keys = [
  ["j, k", "the next event, the one before"],
  ["Enter", "show all of it"],
  ["p", "stand still, go on"],
  ["/", "choose a stream"],
  ["?", "this list"],
];

/** So far down somebody reads, and nothing may move. */
const READING = 160;

class LogRoom extends LogPart {
  static properties = {
    paused: { state: true },
    kinds: { state: true },
  };

  constructor() {
    super();
    this.paused = false;
    this.kinds = [];
    this.moved = () => this.stand();
    this.ruled = () => this.loadKinds();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener("scroll", this.moved, { passive: true });
    events.addEventListener("rights", this.ruled);
    this.loadKinds();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("scroll", this.moved);
    events.removeEventListener("rights", this.ruled);
  }

  get filter() {
    const { query } = this.address;
    const of = (name) => query.get(name) ?? "";
    return { log: of("log"), types: of("types"), subject: of("subject"), by: of("by") };
  }

  get wanted() {
    const { log, types, subject } = this.filter;
    return { log: log || "main", types, subject };
  }

  get items() {
    const { by } = this.filter;
    return by ? this.tail.events.filter((event) => event.actor === by) : this.tail.events;
  }

  /** The kinds of events, by the tables that the key may read. */
  async loadKinds() {
    const matrix = await ask("v1/ownership").catch(() => null);
    this.kinds = matrix ? matrix.tables.filter((table) => table.events && mayRead(table.name)).map((table) => [table.events, table.name]) : [];
  }

  updated() {
    this.stand();
  }

  /** Where somebody reads, nothing moves. */
  stand() {
    if (!this.tail) return;
    const still = this.paused || this.opened !== "" || scrollY > READING;
    if (still !== this.tail.still) this.tail.pause(still);
  }

  goOn() {
    this.paused = false;
    if (this.opened) this.change({ open: "" });
    scrollTo({ top: 0, behavior: "instant" });
    this.stand();
  }

  deedOf(event) {
    if (event.key === "p") return () => (this.paused = !this.paused);
    if (event.key === "/") return () => this.querySelector("#log-subject").focus();
    return super.deedOf(event);
  }

  render() {
    const { tail } = this;
    return html`<div class="room log">
      <h1 class="unseen">Log</h1>
      ${this.filters()}
      ${tail.state === "failed" ? this.failed() : tail.state === "loading" ? unready(5) : this.list()}
    </div>`;
  }

  failed() {
    const { failure } = this.tail;
    if (failure.status !== 400) return unread("The log cannot be read", failure, () => this.tail.anew());
    return html`<div class="empty" role="alert"><h2>The hub does not understand these filters</h2><p>${reason(failure)}</p>
      <p><button type="button" class="primary" @click=${this.clear}>Clear the filters</button></p></div>`;
  }

  clear() {
    go(hash(["log"], { log: this.filter.log }), true);
  }

  filters() {
    const { filter } = this;
    const actors = [...new Set([...this.tail.events.map((event) => event.actor), ...(filter.by ? [filter.by] : [])])].sort();
    const kinds = filter.types && !this.kinds.some(([types]) => types === filter.types) ? [...this.kinds, [filter.types, filter.types]] : this.kinds;
    return html`<form class="filters" role="search" aria-label="Log" @submit=${this.chooseStream}>
      <label class="unseen" for="log-subject">Stream</label>
      <input id="log-subject" name="subject" placeholder="Stream: question/0192…" autocomplete="off" spellcheck="false" autocapitalize="off"
        .value=${filter.subject} @change=${this.chooseStream}>
      ${this.select("types", "Kind", [["", "All kinds"], ...kinds])}
      ${this.select("by", "By", [["", "By anybody"], ...actors.map((actor) => [actor, line(actor, 60)])])}
      ${mayRead("traces") ? this.select("log", "Which log", [["", "Main log"], ["traces", "Traces"]]) : nothing}
    </form>`;
  }

  chooseStream(event) {
    event.preventDefault();
    this.change({ subject: this.querySelector("#log-subject").value.trim(), open: "" });
  }

  select(name, label, options) {
    return html`<label class="unseen" for="log-${name}">${label}</label>
      <select id="log-${name}" class=${this.filter[name] ? "used" : ""} @change=${(event) => this.change({ [name]: event.target.value, open: "" })}>
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${this.filter[name] === value}>${words}</option>`)}
      </select>`;
  }

  list() {
    const { items, tail } = this;
    return html`<div class="tail-head">
        <h2>Events <span class="number">${items.length.toLocaleString()}</span></h2>
        ${tail.missed ? html`<button type="button" class="primary" @click=${this.goOn}>${tail.missed.toLocaleString()} new</button>` : nothing}
        <button type="button" class="quiet" aria-pressed=${String(this.paused)} @click=${() => (this.paused ? this.goOn() : (this.paused = true))}>${this.paused ? "Go on" : "Pause"} <kbd>p</kbd></button>
      </div>
      ${this.away()}
      ${items.length ? this.rows(items, "Events", false) : this.nothing()}
      ${this.more()}`;
  }

  nothing() {
    const { types, subject, by } = this.filter;
    if (types || subject || by) {
      return html`<div class="empty"><h2>Nothing is like that${this.tail.floor ? " among the newest events" : ""}</h2>
        <p>${by ? "Who did it is looked for among the events that are here; earlier ones may have some." : "No event passes these filters."}</p>
        <p><button type="button" @click=${this.clear}>Clear the filters</button></p></div>`;
    }
    return html`<div class="empty"><h2>Nothing has happened yet</h2><p>Everything that programs and people tell the hub appears here. To see something happen:</p>
      <copy-line .text=${'signalbox notify "Hello"'}></copy-line></div>`;
  }
}

customElements.define("log-room", LogRoom);
