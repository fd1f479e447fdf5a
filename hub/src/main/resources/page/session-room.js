/** One session as the conversation that it was: what was said, what came back, the last at the end. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { hash } from "./address.js";
import { ask } from "./hub.js";
import { counted, duration, money, short } from "./amounts.js";
import { TraceWatch, atLeast } from "./trace-watch.js";
import { listed } from "./trace-list.js";
import { line } from "./plain-text.js";
import { unread, unready } from "./trouble.js";
import { said } from "./said-text.js";
import "./live-time.js";

export const view = (address) => html`<session-room .of=${address.parts[2]}></session-room>`;

/** Turns that are read at once, each with what was said. */
const PAGE = 20;

class SessionRoom extends RoomPart {
  static store = new EventTarget();
  static properties = {
    of: { attribute: false },
    session: { state: true },
    failure: { state: true },
    more: { state: true },
  };

  #watch = null;

  constructor() {
    super();
    this.turns = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch?.close();
  }

  willUpdate(changed) {
    if (changed.has("of")) this.open();
  }

  async open() {
    this.#watch?.close();
    Object.assign(this, { session: null, failure: null, turns: [], more: undefined });
    this.#watch = new TraceWatch({}, 1_000, (events, position) => this.read("", position).catch((failure) => this.lost(failure)));
    try {
      await this.#watch.begin();
      await this.read("", 0);
    } catch (failure) {
      this.failure = failure;
    }
  }

  /** Its last trace may have been deleted. */
  lost(failure) {
    if (failure.status !== 404) throw failure;
    this.#watch.close();
    Object.assign(this, { session: null, failure });
  }

  /** A page of it, the newest without a cursor. */
  async read(cursor, position) {
    const { of } = this;
    const { page, ...session } = await ask(`v1/sessions/${encodeURIComponent(of)}?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, atLeast(position));
    const known = new Map(this.turns.map((turn) => [turn.id, turn]));
    const turns = await Promise.all(page.items.map((trace) => this.turn(trace, known.get(trace.id), position)));
    if (of !== this.of) return;
    for (const turn of turns) known.set(turn.id, turn);
    this.turns = [...known.values()].sort((one, other) => (one.timestamp < other.timestamp ? -1 : 1));
    if (cursor || this.more === undefined) this.more = page.nextCursor ?? null;
    this.session = session;
    this.changes++;
  }

  /** A trace with what was said, read again only when it is another. */
  async turn(trace, before, position) {
    const mark = JSON.stringify(trace);
    if (before?.mark === mark) return before;
    const whole = await ask(`v1/traces/${encodeURIComponent(trace.id)}?limit=1`, atLeast(position)).catch(() => trace);
    return { ...whole, mark };
  }

  pressed(event) {
    if (isTaken(event)) return;
    const by = { j: 1, k: -1 }[event.key];
    const links = [...this.querySelectorAll(".said-by h2 a")];
    if (!by || !links.length) return;
    event.preventDefault();
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))].focus();
  }

  render() {
    const { session } = this;
    return html`<div class="room session-room"><p class="back"><a href=${listed.at}>← Traces</a></p>
      ${session ? this.whole(session) : this.failure ? this.failed() : unready(2)}</div>`;
  }

  whole(session) {
    return html`<h1 dir="auto">${line(session.id, 300)}</h1>
      <p class="meta"><span>${counted(session.traces, "trace")}</span><live-time .at=${session.lastAt}></live-time>
        ${session.userId ? html`<a href=${hash(["traces"], { userId: session.userId })}><bdi>${line(session.userId, 80)}</bdi></a>` : nothing}
        ${session.errors ? html`<span class="trouble">${counted(session.errors, "error")}</span>` : nothing}
        <span>${short(session.totalTokens)} tokens</span><span>${money(session.cost, session.unpriced)}</span></p>
      ${this.more ? html`<p><button type="button" class="quiet" @click=${() => this.read(this.more, 0).catch(() => {})}>Earlier</button></p>` : nothing}
      ${this.turns.map((turn) => this.exchange(turn))}`;
  }

  exchange(trace) {
    const none = trace.input === undefined && trace.output === undefined && !trace.large;
    return html`<article class="said-by"><header class="meta"><h2 dir="auto"><a href=${hash(["traces", trace.id])}>${line(trace.name ?? trace.id, 120)}</a></h2>
        <live-time .at=${trace.timestamp}></live-time><span>${duration(trace.durationMicros)}</span>${trace.errors ? html`<span class="trouble">${counted(trace.errors, "error")}</span>` : nothing}</header>
      ${none ? html`<p class="hint">Nothing is said of what went in and came out.</p>` : html`${this.side(trace, "input")}${this.side(trace, "output")}`}
    </article>`;
  }

  side(trace, field) {
    if (trace.large?.some((each) => each.field === field)) return html`<p class="${field}"><a href=${hash(["traces", trace.id])}>A long ${field}</a></p>`;
    return trace[field] === undefined || trace[field] === null ? nothing : html`<div class=${field}>${said(trace[field], true)}</div>`;
  }

  failed() {
    const { failure } = this;
    if (failure.status !== 404) return unread("The session cannot be read", failure, () => this.open());
    return html`<div class="empty" role="alert"><h1>There is no such session</h1><p>Its traces were deleted, or it is of another hub or space.</p>
      <p><a href=${hash(["traces"], { kind: "sessions" })}>All sessions</a></p></div>`;
  }
}

customElements.define("session-room", SessionRoom);
