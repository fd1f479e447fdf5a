/** The roadmap: what is to be done, as a board by status or a list in order, of today or of any moment before. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { may } from "./hub.js";
import { roadmap, STATUS_WORDS, STATUSES } from "./roadmap-store.js";
import { compared, RoadmapPast } from "./roadmap-past.js";
import { inWords } from "./roadmap-words.js";
import { carry } from "./item-drag.js";
import { line } from "./plain-text.js";
import { clear, say } from "./toast-line.js";
import { reason, unread, unready } from "./trouble.js";
import "./copy-line.js";
import "./roadmap-card.js";
import "./roadmap-form.js";
import "./row-window.js";
import "./time-slider.js";

export const view = (address) => html`<roadmap-room .address=${address}></roadmap-room>`;

export const keys = [
  ["j, k", "the next one, the one before"],
  ["J, K", "move it a place down, a place up"],
  ["H, L", "to the status before, to the next status"],
  ["Enter", "open it"],
  ["n", "put something on the roadmap"],
  ["v", "board or list"],
  ["t", "look back in time"],
  ["u", "undo the last move"],
  ["/", "search"],
  ["Esc", "clear the search, let go of what is carried"],
  ["?", "this list"],
];

class RoadmapRoom extends RoomPart {
  static store = roadmap;
  static properties = {
    address: { attribute: false },
    chosen: { state: true },
  };

  constructor() {
    super();
    this.chosen = null;
    this.past = new RoadmapPast();
    this.past.addEventListener("change", this.changed);
    this.undo = null;
  }

  willUpdate(changed) {
    if (changed.has("address")) this.arrive();
    const { q, at } = this.filter;
    const needle = q.toLocaleLowerCase();
    const all = at && at !== "now" ? compared(this.past.items ?? [], roadmap.list) : roadmap.list.map((item) => ({ item, marks: null }));
    this.shown = all.filter(({ item }) => !needle || `${item.key}\n${item.title}\n${item.description ?? ""}`.toLocaleLowerCase().includes(needle));
    for (const each of this.shown) each.id = each.item.id;
    if (this.chosen && !this.shown.some(({ id }) => id === this.chosen)) this.chosen = null;
  }

  arrive() {
    const { query } = this.address;
    this.filter = { view: query.get("view") ?? "", q: query.get("q") ?? "", at: query.get("at") ?? "", add: query.get("add") ?? "" };
    roadmap.open();
    const { at } = this.filter;
    if (at && this.past.state === "empty") this.past.open();
    this.past.look(at && at !== "now" ? at : null);
    if (!at && this.past.state !== "empty") this.past.state = "empty";
  }

  get listed() {
    return this.filter.view === "list";
  }

  get back() {
    return this.filter.at !== "" && this.filter.at !== "now";
  }

  filterBy(change, push = false) {
    go(hash(["roadmap"], { ...this.filter, ...change }), !push);
  }

  // What is done.

  /** Those of its column, or of all in the list, in their order. */
  neighbours(item) {
    return this.shown.map((each) => each.item).filter((each) => this.listed || each.status === item.status);
  }

  step(item, by) {
    const all = this.neighbours(item);
    const at = all.findIndex((each) => each.id === item.id);
    const next = all[at + by];
    if (!next) return say(by < 0 ? "It is the first." : "It is the last.", null, 2000);
    this.place(item, item.status, by < 0 ? { before: next.id } : { after: next.id }, `${line(item.key, 40)} is number ${at + by + 1} of ${all.length}`);
  }

  turn(item, by) {
    const status = STATUSES[STATUSES.indexOf(item.status) + by];
    if (status) this.setStatus(item, status);
  }

  setStatus(item, status) {
    if (status !== item.status) this.place(item, status, null, `${line(item.key, 40)}: ${STATUS_WORDS[status].toLowerCase()}`);
  }

  /** Where it was let go. */
  drop(item, { id, behind, status = item.status }) {
    const place = id ? (behind ? { after: id } : { before: id }) : this.bottomOf(status, item);
    if (status === item.status && !place) return;
    this.place(item, status, place, `${line(item.key, 40)} moved`);
  }

  bottomOf(status, item) {
    const last = this.shown.filter((each) => each.item.status === status && each.id !== item.id).at(-1);
    return last ? { after: last.id } : null;
  }

  async place(item, status, place, words) {
    const able = (status === item.status || may("roadmap.set-status")) && (!place || may("roadmap.move"));
    if (!able) return say("Your key may not do that.");
    if (roadmap.busy.has(item.id)) return;
    const held = document.activeElement.closest("roadmap-card") && document.activeElement.className;
    try {
      await roadmap.place(item, status, place);
      this.undo = () => this.place(roadmap.find(item.id) ?? item, item.status, place ? { order: item.order } : null, `${line(item.key, 40)} is back`);
      say(`${words}.`, () => this.takeBack());
    } catch (failure) {
      say(reason(failure));
    }
    if (held && this.isConnected) this.choose(item.id, true, held);
  }

  takeBack() {
    const { undo } = this;
    this.undo = null;
    if (undo) undo();
    else clear();
  }

  // The keyboard.

  pressed(event) {
    if (event.key === "Escape" && event.target.id === "search") return this.filterBy({ q: "" });
    const handle = event.target.closest?.(".handle");
    if (handle && event.key.startsWith("Arrow")) return this.byArrow(event, handle);
    if (isTaken(event)) return;
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  byArrow(event, handle) {
    const { item } = handle.closest("roadmap-card");
    event.preventDefault();
    if (event.key === "ArrowUp" || event.key === "ArrowDown") this.step(item, event.key === "ArrowUp" ? -1 : 1);
    else this.turn(item, event.key === "ArrowLeft" ? -1 : 1);
  }

  deedOf(event) {
    const item = this.back ? null : roadmap.find(this.chosen ?? "");
    switch (event.key) {
      case "j":
        return () => this.walk(1);
      case "k":
        return () => this.walk(-1);
      case "J":
        return item && (() => this.step(item, 1));
      case "K":
        return item && (() => this.step(item, -1));
      case "H":
        return item && (() => this.turn(item, -1));
      case "L":
        return item && (() => this.turn(item, 1));
      case "n":
        return may("roadmap.add") ? () => this.filterBy({ add: "1" }, true) : null;
      case "v":
        return () => this.filterBy({ view: this.listed ? "" : "list" });
      case "t":
        return () => this.filterBy({ at: this.filter.at ? "" : "now" });
      case "u":
        return () => this.takeBack();
      case "/":
        return () => this.querySelector("#search").focus();
      case "Enter":
        return this.chosen && !event.target.closest("a, button, summary") ? () => go(hash(["roadmap", this.chosen])) : null;
      default:
        return null;
    }
  }

  walk(by) {
    const all = this.listed ? this.shown : STATUSES.flatMap((status) => this.shown.filter(({ item }) => item.status === status));
    if (all.length === 0) return;
    const at = all.findIndex(({ id }) => id === this.chosen);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    this.choose(all[next].id, true);
  }

  /** @param held the class of what had the focus in the card before it was moved; it gets it back if it lost it */
  async choose(id, reach = false, held = "") {
    this.chosen = id;
    if (!reach) return;
    await new Promise(requestAnimationFrame);
    await this.updateComplete;
    for (const list of this.querySelectorAll("row-window")) {
      await list.updateComplete;
      if (!list.items.some((each) => each.id === id)) continue;
      const lost = !held || document.activeElement === document.body;
      await list.reach(id, lost);
      if (lost && held === "handle") list.querySelector(`li[data-id="${CSS.escape(id)}"] .handle`)?.focus({ preventScroll: true });
    }
  }

  // What is seen.

  render() {
    return html`<div class="room roadmap ${this.listed ? "" : "wide"}">
      <h1 class="unseen">Roadmap</h1>
      ${this.tools()}
      ${this.filter.at ? this.moment() : nothing}
      ${this.filter.add && may("roadmap.add") ? this.form() : nothing}
      ${this.body()}
    </div>`;
  }

  body() {
    const { state, failure } = roadmap;
    if (state === "failed") return unread("The roadmap cannot be read", failure, () => roadmap.open());
    if (this.back && this.past.state === "failed") return unread("That moment cannot be read", this.past.failure, () => this.past.read());
    if (this.back && !this.past.items) return unready();
    if (state !== "ready" && roadmap.list.length === 0) return unready();
    if (this.shown.length === 0) return this.nothing();
    return this.listed ? html`<h2 class="unseen">Items</h2>${this.rows("list", "Items", this.shown)}` : this.board();
  }

  tools() {
    const { q, at, add } = this.filter;
    return html`<div class="tools">
      <label class="unseen" for="search">Search</label>
      <input id="search" type="search" placeholder="Search" autocomplete="off" .value=${q} @input=${(event) => this.filterBy({ q: event.target.value })}>
      <div class="pair" role="group" aria-label="View">
        <button type="button" aria-pressed=${String(!this.listed)} @click=${() => this.filterBy({ view: "" })}>Board</button>
        <button type="button" aria-pressed=${String(this.listed)} @click=${() => this.filterBy({ view: "list" })}>List</button>
      </div>
      <button type="button" aria-pressed=${String(!!at)} @click=${() => this.filterBy({ at: at ? "" : "now" })}>Look back</button>
      ${may("roadmap.add") && !add && !this.back ? html`<button type="button" class="primary" @click=${() => this.filterBy({ add: "1" }, true)}>Add</button>` : nothing}
    </div>`;
  }

  moment() {
    const { past } = this;
    if (past.steps.length === 0) {
      if (past.state === "failed") return html`<p class="trouble" role="alert">${reason(past.failure)}</p>`;
      return html`<p class="hint past">${past.state === "ready" ? "Nothing has happened on the roadmap yet." : "The history is read …"}</p>`;
    }
    const other = this.shown.filter(({ marks }) => marks?.length).length;
    return html`<section class="past" aria-label="Look back">
      <time-slider .steps=${past.steps} .at=${this.filter.at} .words=${inWords} @look=${(event) => this.filterBy({ at: event.detail })}></time-slider>
      <p class="deeds">${this.back && past.items
        ? html`<span role="status">${other === 0 ? "All is as it is today." : `${other} of ${this.shown.length} differ from today.`}</span>
          <button type="button" class="quiet" @click=${() => this.filterBy({ at: "now" })}>Back to today</button>`
        : nothing}
        ${past.hasOlder ? html`<button type="button" class="quiet" @click=${() => past.older()}>Older steps</button>` : nothing}</p>
    </section>`;
  }

  form() {
    return html`<roadmap-form @done=${(event) => {
      this.filterBy({ add: "" });
      if (event.detail) this.choose(event.detail.id, true);
    }}></roadmap-form>`;
  }

  board() {
    return html`<div class="board">${STATUSES.map((status) => {
      const items = this.shown.filter(({ item }) => item.status === status);
      return html`<section class="column" data-status=${status} aria-labelledby="column-${status}">
        <h2 id="column-${status}">${STATUS_WORDS[status]} <span class="number">${items.length}</span></h2>
        ${this.rows(`of-${status}`, STATUS_WORDS[status], items)}
      </section>`;
    })}</div>`;
  }

  rows(name, label, items) {
    return html`<row-window class=${name} .items=${items} .row=${(each) => this.card(each)} .label=${label} guess="110"
      @focusin=${this.focused} @grab=${this.grabbed} @status=${({ detail }) => this.setStatus(detail.item, detail.status)}></row-window>`;
  }

  card({ item, marks }) {
    return html`<roadmap-card .item=${item} .marks=${marks} ?listed=${this.listed} ?chosen=${this.chosen === item.id} ?busy=${roadmap.busy.has(item.id)}></roadmap-card>`;
  }

  focused(event) {
    const id = event.target.closest("li[data-id]")?.dataset.id;
    if (id && id !== this.chosen) this.choose(id);
  }

  grabbed({ target, detail }) {
    carry(detail.event, target.querySelector("article"), (place) => this.drop(detail.item, place));
  }

  nothing() {
    if (this.filter.q) {
      return html`<div class="empty"><h2>Nothing is like that</h2><p>No item of the roadmap has these words.</p>
        <p><button type="button" @click=${() => this.filterBy({ q: "" })}>Clear the search</button></p></div>`;
    }
    if (this.back) return html`<div class="empty"><h2>Nothing was on it</h2><p>At that moment the roadmap was empty.</p></div>`;
    return html`<div class="empty">
      <h2>Nothing is on the roadmap</h2>
      <p>What is to be done stands here, in its order; people and programs say how far it has come. From a terminal it goes like this:</p>
      <copy-line .text=${'signalbox roadmap add "PRIORITY 1" "A database for the bot"'}></copy-line>
    </div>`;
  }
}

customElements.define("roadmap-room", RoadmapRoom);
