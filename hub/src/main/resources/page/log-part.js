/** What the rooms of the log have in common: a tail of it, which one of its events is chosen, and which is open. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { isTaken } from "./room-part.js";
import { go, hash } from "./address.js";
import { LogTail } from "./log-tail.js";
import { reason } from "./trouble.js";
import "./log-row.js";
import "./row-window.js";

export class LogPart extends Part {
  static properties = {
    address: { attribute: false },
    changes: { state: true },
    chosen: { state: true },
  };

  constructor() {
    super();
    this.changes = 0;
    this.chosen = null;
    this.tail = null;
    this.pressed = this.pressed.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.pressed);
    if (this.hasUpdated) this.follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
    this.tail?.close();
    this.tail = null;
  }

  /** What of the log is shown, by the address. */
  get wanted() {
    return { log: "main", types: "", subject: "" };
  }

  get log() {
    return this.wanted.log || "main";
  }

  get opened() {
    return this.address.query.get("open") ?? "";
  }

  willUpdate(changed) {
    if (changed.has("address")) this.follow();
  }

  /** Another tail when another is wanted. */
  follow() {
    const wanted = JSON.stringify(this.wanted);
    if (this.tail && this.followed === wanted) return;
    this.followed = wanted;
    this.tail?.close();
    this.chosen = null;
    this.tail = new LogTail(this.wanted);
    this.tail.addEventListener("change", () => this.changes++);
  }

  /** The events in the order in which they are shown. */
  get items() {
    return this.tail.events;
  }

  change(query) {
    const now = Object.fromEntries(this.address.query);
    go(hash(this.address.parts, { ...now, ...query }), true);
  }

  unfold(id) {
    this.change({ open: this.opened === id ? "" : id });
  }

  pressed(event) {
    const taken = isTaken(event);
    if (event.key === "Escape" && !event.target.closest?.("dialog")) event.target.blur?.();
    if (taken) return;
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  deedOf(event) {
    switch (event.key) {
      case "j":
        return () => this.step(1);
      case "k":
        return () => this.step(-1);
      case "Enter":
        return this.chosen && !event.target.closest("a, button, summary") ? () => this.unfold(this.chosen) : null;
      default:
        return null;
    }
  }

  async step(by) {
    const { items } = this;
    if (items.length === 0) return;
    const at = items.findIndex((each) => each.id === this.chosen);
    const next = at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by));
    this.chosen = items[next].id;
    await this.updateComplete;
    const list = this.querySelector("row-window");
    await list.updateComplete;
    await list.reach(this.chosen);
  }

  rows(items, label, story) {
    return html`<section class="events" @unfold=${(event) => this.unfold(event.detail)} @focusin=${this.focused}>
      <row-window .items=${items} .label=${label} guess=${76} .row=${(event) => html`<log-row .event=${event} .log=${this.log} ?story=${story}
        ?chosen=${this.chosen === event.id} ?open=${this.opened === event.id}></log-row>`}></row-window>
    </section>`;
  }

  focused(event) {
    const id = event.target.closest("li[data-id]")?.dataset.id;
    if (id) this.chosen = id;
  }

  /** How far back this goes, and the way further. */
  more() {
    const { tail } = this;
    if (tail.failure) return html`<p class="more trouble" role="alert">${reason(tail.failure)} <button type="button" @click=${() => tail.earlier()}>Try again</button></p>`;
    if (tail.full) return html`<p class="more hint">More than ${tail.events.length.toLocaleString()} events are not shown at once. Choose some of them above, or read all in a terminal:
      <copy-line .text=${"signalbox events"}></copy-line></p>`;
    if (tail.floor === 0) return html`<p class="more hint">This is where the log begins.</p>`;
    return html`<p class="more"><button type="button" ?disabled=${tail.reading} @click=${() => tail.earlier()}>${tail.reading ? "Reading …" : "Show earlier ones"}</button></p>`;
  }

  away() {
    return this.tail.link === "away" ? html`<p class="hint" role="status">The stream is broken off. It goes on by itself.</p>` : nothing;
  }
}
