/** What agents did, newest first: traces, or the sessions that they belong to, as the filters in the address say. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { address } from "./hub.js";
import { counted, duration, money, short } from "./amounts.js";
import { listed, traceList } from "./trace-list.js";
import { hoursAgo, WINDOWS } from "./time-windows.js";
import { line } from "./plain-text.js";
import { unread, unready } from "./trouble.js";
import { select } from "./field-select.js";
import "./copy-line.js";
import "./live-time.js";
import "./row-window.js";

export const view = (address) => html`<traces-room .address=${address}></traces-room>`;

const KINDS = [
  ["", "Traces"],
  ["sessions", "Sessions"],
];
const LEVELS = [
  ["", "Level"],
  ["ERROR", "With errors"],
  ["WARNING", "With warnings"],
];
/** The other filters, as the hub calls them. */
const FIELDS = {
  name: "Name",
  userId: "User",
  sessionId: "Session",
  environment: "Environment",
  tag: "Tag",
  model: "Model",
  release: "Release",
  version: "Version",
  minCost: "Cost from, US$",
  maxCost: "Cost to, US$",
  minDuration: "Took from, as 30s",
  maxDuration: "Took to",
  from: "Begun from",
  to: "Begun before",
};
const PLAIN = ["text", "level", ...Object.keys(FIELDS)];

class TracesRoom extends RoomPart {
  static store = traceList;
  static properties = {
    address: { attribute: false },
    chosen: { state: true },
  };

  #timer = 0;

  constructor() {
    super();
    this.chosen = null;
    this.nearEnd = new IntersectionObserver(([entry]) => entry.isIntersecting && traceList.next().catch(() => {}), { rootMargin: "600px" });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.nearEnd.disconnect();
    traceList.close();
  }

  willUpdate(changed) {
    if (!changed.has("address")) return;
    this.filter = Object.fromEntries(this.address.query);
    listed.at = hash(["traces"], this.filter);
    const path = this.path();
    if (path === this.asked) return;
    clearTimeout(this.#timer);
    // Whoever types is not asked for every letter.
    if (this.asked) this.#timer = setTimeout(() => this.ask(path), 200);
    else this.ask(path);
  }

  ask(path) {
    this.asked = path;
    traceList.open(path);
  }

  path() {
    const asked = new URLSearchParams();
    for (const name of PLAIN) if (this.filter[name]) asked.set(name, this.filter[name]);
    if (this.filter.since > 0 && !this.filter.from) asked.set("from", hoursAgo(this.filter.since));
    return `v1/${this.filter.kind === "sessions" ? "sessions" : "traces"}?${asked}&`;
  }

  filterBy(change) {
    go(hash(["traces"], { ...this.filter, ...change }), true);
  }

  updated() {
    this.nearEnd.disconnect();
    const more = this.querySelector(".older");
    if (more) this.nearEnd.observe(more);
  }

  pressed(event) {
    if (event.key === "Escape" && this.filter.text) this.filterBy({ text: "" });
    if (isTaken(event)) return;
    const by = { j: 1, k: -1 }[event.key];
    if (by) this.step(by);
    else if (event.key === "/") this.querySelector("#search").focus();
    else if (event.key === "Enter" && !event.target.closest("a, button, summary")) this.enter();
    else return;
    event.preventDefault();
  }

  enter() {
    const item = traceList.items.find(({ id }) => id === this.chosen);
    if (item) go(this.addressOf(item));
  }

  async step(by) {
    const { items } = traceList;
    if (!items.length) return;
    const index = items.findIndex((each) => each.id === this.chosen);
    this.chosen = items[index < 0 ? 0 : Math.min(items.length - 1, Math.max(0, index + by))].id;
    await this.updateComplete;
    this.querySelector("row-window").reach(this.chosen);
  }

  addressOf(item) {
    return hash(isSession(item) ? ["traces", "sessions", item.id] : ["traces", item.id]);
  }

  render() {
    return html`<div class="room wide traces-room">
      <h1 class="unseen">Traces</h1>
      ${this.filters()}
      ${traceList.state === "failed" ? this.failed() : traceList.items.length ? this.list() : traceList.state === "loading" ? unready() : this.nothing()}
    </div>`;
  }

  filters() {
    const { filter } = this;
    const used = Object.keys(FIELDS).filter((name) => filter[name]).length;
    const choice = (name, label, options) => select(name, label, options, filter[name] ?? "", (value) => this.filterBy({ [name]: value }));
    return html`<form role="search" aria-label="Traces" @submit=${(event) => event.preventDefault()}>
      <div class="filters">
        <label class="unseen" for="search">Search</label>
        <input id="search" type="search" placeholder="Search names, inputs, outputs" autocomplete="off" .value=${filter.text ?? ""}
          @input=${(event) => this.filterBy({ text: event.target.value })}>
        ${choice("kind", "Show", KINDS)}${choice("since", "Time", [["", "All times"], ...WINDOWS])}${choice("level", "Level", LEVELS)}
      </div>
      <details class="more-filters" ?open=${this.opened ?? used > 0} @toggle=${(event) => (this.opened = event.target.open)}>
        <summary>More filters${used ? html` <span class="number">${used} in use</span>` : nothing}</summary>
        <div class="filter-fields">${Object.entries(FIELDS).map(([name, label]) => this.field(name, label))}</div>
      </details>
    </form>`;
  }

  field(name, label) {
    const isTime = name === "from" || name === "to";
    const value = this.filter[name] ?? "";
    return html`<div><label for="filter-${name}">${label}</label><input id="filter-${name}" type=${isTime ? "datetime-local" : "text"} autocomplete="off" spellcheck="false"
      .value=${isTime && value ? local(value) : value}
      @change=${({ target }) => this.filterBy({ [name]: isTime && target.value ? new Date(target.value).toISOString() : target.value.trim() })}></div>`;
  }

  list() {
    // What is listed may be of the kind that was asked for before.
    const sessions = isSession(traceList.items[0]);
    const row = (item) => (isSession(item) ? this.session(item) : this.trace(item));
    return html`<div class="line heading" aria-hidden="true"><span>${sessions ? "Session" : "Trace"}</span><span>${sessions ? "Traces" : "Took"}</span><span>Tokens</span><span>Cost</span></div>
      <row-window .items=${traceList.items} .row=${row} .label=${sessions ? "Sessions" : "Traces"} guess="62" @focusin=${(event) => this.focused(event)}></row-window>
      ${traceList.more ? html`<p class="older"><button type="button" class="quiet" @click=${() => traceList.next().catch(() => {})}>Older</button></p>` : nothing}`;
  }

  focused(event) {
    this.chosen = event.target.closest("li[data-id]")?.dataset.id ?? this.chosen;
  }

  trace(trace) {
    const name = line(trace.name ?? trace.id, 200);
    return this.row(trace, name, trace.timestamp, duration(trace.durationMicros), html`
      ${trace.running ? html`<span class="state">running</span>` : nothing}
      ${trace.humanMicros ? html`<span>people ${duration(trace.humanMicros)}</span>` : nothing}
      ${trace.warnings ? html`<span>${counted(trace.warnings, "warning")}</span>` : nothing}
      ${trace.sessionId ? html`<a href=${hash(["traces", "sessions", trace.sessionId])}><bdi>${line(trace.sessionId, 60)}</bdi></a>` : nothing}
      ${trace.tags.map((tag) => html`<a class="tag" title="Only what has this tag" href=${hash(["traces"], { ...this.filter, tag })}><bdi>${line(tag, 40)}</bdi></a>`)}`);
  }

  session(session) {
    return this.row(session, line(session.id, 200), session.lastAt, short(session.traces), nothing);
  }

  row(item, name, time, amount, more) {
    return html`<article class="line ${this.chosen === item.id ? "chosen" : ""}" tabindex=${this.chosen === item.id ? "0" : "-1"} aria-label=${name}>
      <div class="what"><h2 dir="auto"><a href=${this.addressOf(item)}>${name}</a></h2>
        <p class="meta"><live-time .at=${time}></live-time>${item.errors ? html`<span class="trouble">${counted(item.errors, "error")}</span>` : nothing}
          ${item.userId ? html`<bdi>${line(item.userId, 60)}</bdi>` : nothing}
          ${item.environment === "default" ? nothing : html`<bdi>${line(item.environment, 60)}</bdi>`}${more}</p></div>
      <span>${amount}</span><span>${item.totalTokens ? html`${short(item.totalTokens)}<span class="unit"> tokens</span>` : "–"}</span>
      <span>${money(item.cost, item.unpriced)}</span>
    </article>`;
  }

  nothing() {
    if (Object.keys(this.filter).some((name) => name !== "kind")) {
      return html`<div class="empty"><h2>Nothing is like that</h2><p>No trace passes these filters.</p>
        <p><button type="button" @click=${() => go(hash(["traces"], { kind: this.filter.kind }), true)}>Clear the filters</button></p></div>`;
    }
    return html`<div class="empty"><h2>${this.filter.kind ? "No session yet" : "No trace yet"}</h2>
      <p>What an agent does with models appears here by itself, while it runs. Point the OpenTelemetry or Langfuse SDK that it has at this hub:</p>
      <copy-line .text=${`export OTEL_EXPORTER_OTLP_ENDPOINT=${address} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}></copy-line>
      <p>and give it a key; for Langfuse this prints all that its SDKs read:</p>
      <copy-line .text=${"signalbox keys create my-agent --role daemon --langfuse"}></copy-line></div>`;
  }

  failed() {
    const { failure } = traceList;
    if (failure.status !== 400) return unread("The traces cannot be read", failure, () => this.ask(this.path()));
    return html`<div class="empty" role="alert"><h2>A filter is not right</h2><p>${line(failure.message)}</p>
      <p><button type="button" @click=${() => go(hash(["traces"]), true)}>Clear the filters</button></p></div>`;
  }
}

const isSession = (item) => item.lastAt !== undefined;

/** A time as a field of a form has it. */
function local(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? "" : new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

customElements.define("traces-room", TracesRoom);
