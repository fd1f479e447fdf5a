/** The inbox: what people are asked and told, most urgent first, and what they do about it by mouse, finger or key. */
import { html, nothing } from "./lit.js";
import { InboxPart } from "./inbox-part.js";
import { isTaken } from "./room-part.js";
import { go, hash, read } from "./address.js";
import { may } from "./hub.js";
import { inbox } from "./inbox-store.js";
import { byUrgency, from, isQuestion, waits, words } from "./things.js";
import { named, select } from "./field-select.js";
import { line } from "./plain-text.js";
import { clear, say } from "./toast-line.js";
import { reason, unread, unready } from "./trouble.js";
import "./copy-line.js";
import "./notification-row.js";
import "./question-card.js";
import "./row-window.js";

export const view = (address) => html`<inbox-room .address=${address}></inbox-room>`;

const STATES = [
  ["", "Waiting"],
  ["acknowledged", "Acknowledged"],
  ["all", "Everything"],
];
const DONE = { acknowledge: "Acknowledged", resolve: "Resolved" };

class InboxRoom extends InboxPart {
  static properties = {
    address: { attribute: false },
    chosen: { state: true },
    marked: { state: true },
  };

  constructor() {
    super();
    this.chosen = null;
    this.marked = new Set();
  }

  connectedCallback() {
    super.connectedCallback();
    this.trouble = ({ detail }) => say(reason(detail[0]));
    inbox.addEventListener("trouble", this.trouble);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    inbox.removeEventListener("trouble", this.trouble);
  }

  willUpdate(changed) {
    const { query } = this.address;
    this.filter = { state: query.get("state") ?? "", tag: query.get("tag") ?? "", from: query.get("from") ?? "", q: query.get("q") ?? "", open: query.get("open") ?? "" };
    if (changed.has("address")) inbox.open({ "": ["waiting"], acknowledged: ["acknowledged"], all: ["all"] }[this.filter.state] ?? ["waiting"]);
    this.questions = this.chosenOf(inbox.questions.values());
    this.notifications = this.chosenOf(inbox.notifications.values());
    const ids = new Set([...this.questions, ...this.notifications].map((each) => each.id));
    if (this.chosen && !ids.has(this.chosen)) this.chosen = null;
    for (const id of this.marked) if (!ids.has(id) || inbox.held.has(id)) this.marked.delete(id);
  }

  chosenOf(things) {
    const { tag, from: name, q } = this.filter;
    const needle = q.toLocaleLowerCase();
    return [...things]
      .filter((thing) => this.isOfState(thing))
      .filter((thing) => !tag || thing.tags.includes(tag))
      .filter((thing) => !name || from(thing) === name)
      .filter((thing) => !needle || `${words(thing)}\n${thing.body ?? ""}\n${from(thing)}`.toLocaleLowerCase().includes(needle))
      .sort(byUrgency);
  }

  isOfState(thing) {
    const { state } = this.filter;
    if (state === "all") return true;
    if (inbox.leaves(thing.id)) return state === "";
    return state === "acknowledged" ? thing.state === "acknowledged" : waits(thing) || inbox.refused.has(thing.id);
  }

  // What is done.

  filterBy(change) {
    go(hash(["inbox"], { ...this.filter, ...change }), true);
  }

  close(ids, verb) {
    const able = ids.filter((id) => {
      const state = inbox.notifications.get(id)?.state;
      return !inbox.held.has(id) && (state === "open" || (verb === "resolve" && state === "acknowledged"));
    });
    if (able.length === 0) return;
    this.marked = new Set();
    inbox.hold(able, verb);
    const what = able.length === 1 ? line(inbox.notifications.get(able[0]).title, 80) : `${able.length} notifications`;
    say(`${DONE[verb]}: ${what}`, () => this.undo(), 5000);
  }

  undo() {
    if (inbox.undo()) say("Taken back.", null, 2000);
    else clear();
  }

  mark(id) {
    const marked = new Set(this.marked);
    if (!marked.delete(id)) marked.add(id);
    this.marked = marked;
  }

  unfold(id) {
    this.filterBy({ open: this.filter.open === id ? "" : id });
  }

  // The keyboard.

  pressed(event) {
    if (event.key === "Escape" && !event.target.closest?.("dialog")) return this.forget(event);
    if (isTaken(event)) return;
    const deed = this.deedOf(event);
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  deedOf(event) {
    const thing = inbox.questions.get(this.chosen) ?? inbox.notifications.get(this.chosen);
    const question = thing && isQuestion(thing) ? thing : null;
    const told = thing && !question ? this.marked.size ? [...this.marked] : [thing.id] : [...this.marked];
    switch (event.key) {
      case "j":
        return () => this.step(1);
      case "k":
        return () => this.step(-1);
      case "/":
        return () => this.querySelector("#search").focus();
      case "u":
        return () => this.undo();
      case "a":
        return may("notification.acknowledge") && told.length ? () => this.close(told, "acknowledge") : null;
      case "r":
        return may("notification.resolve") && told.length ? () => this.close(told, "resolve") : null;
      case "x":
        return thing && !question ? () => this.mark(thing.id) : null;
      case "Enter":
        if (!thing || event.target.closest("a, button, summary")) return null;
        return question ? () => go(hash(["questions", thing.id])) : () => this.unfold(thing.id);
      default:
        return question && /^[1-9]$/.test(event.key) ? () => this.cardOf(thing.id)?.form.giveNumber(Number(event.key)) : null;
    }
  }

  cardOf(id) {
    return [...this.querySelectorAll("question-card")].find((card) => card.question.id === id);
  }

  step(by) {
    const all = [...this.questions, ...this.notifications];
    if (all.length === 0) return;
    const at = all.findIndex((each) => each.id === this.chosen);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
    this.choose(all[next].id, true);
  }

  async choose(id, reach = false) {
    this.chosen = id;
    if (!reach) return;
    await this.updateComplete;
    for (const list of this.querySelectorAll("row-window")) {
      await list.updateComplete;
      if (list.items.some((item) => item.id === id)) await list.reach(id);
    }
  }

  forget(event) {
    if (this.marked.size) this.marked = new Set();
    else if (this.filter.q) this.filterBy({ q: "" });
    event.target.blur?.();
  }

  // What is seen.

  render() {
    return html`<div class="room inbox">
      <h1 class="unseen">Inbox</h1>
      ${this.filters()}
      ${inbox.state === "failed"
        ? unread("The inbox cannot be read", inbox.failure, () => inbox.open(["waiting"]))
        : inbox.state === "loading" && !this.any ? unready() : this.lists()}
    </div>`;
  }

  get any() {
    return this.questions.length + this.notifications.length > 0;
  }

  filters() {
    const all = [...inbox.questions.values(), ...inbox.notifications.values()];
    const tags = [...new Set(all.flatMap((each) => each.tags))].sort();
    const names = [...new Set(all.map(from))].sort();
    return html`<form class="filters" role="search" aria-label="Inbox" @submit=${(event) => event.preventDefault()}>
      <label class="unseen" for="search">Search</label>
      <input id="search" type="search" placeholder="Search" autocomplete="off" .value=${this.filter.q}
        @input=${(event) => this.filterBy({ q: event.target.value })}>
      ${this.select("state", "State", STATES)}
      ${this.select("tag", "Tag", [["", "Tag"], ...named(tags, this.filter.tag)])}
      ${this.select("from", "Source", [["", "Source"], ...named(names, this.filter.from)])}
    </form>`;
  }

  select(name, label, options) {
    return select(name, label, options, this.filter[name], (value) => this.filterBy({ [name]: value }));
  }

  lists() {
    if (!this.any) return this.nothing();
    return html`
      ${this.section("questions", "Questions", this.questions, 150, (question) => this.card(question))}
      ${this.section("notifications", "Notifications", this.notifications, 65, (notification) => this.row(notification))}
      ${this.marked.size ? this.bar() : nothing}`;
  }

  section(id, name, items, guess, row) {
    if (items.length === 0) return nothing;
    return html`<section aria-labelledby=${id} class=${id} @focusin=${(event) => this.focused(event)}
      @unfold=${(event) => this.unfold(event.detail)} @mark=${(event) => this.mark(event.detail)}
      @acknowledge=${(event) => this.close([event.detail], "acknowledge")} @resolve=${(event) => this.close([event.detail], "resolve")}>
      <h2 id=${id}>${name} <span class="number">${items.length.toLocaleString()}</span></h2>
      <row-window .items=${items} .row=${row} .label=${name} guess=${guess}></row-window>
    </section>`;
  }

  focused(event) {
    const id = event.target.closest("li[data-id]")?.dataset.id;
    if (id && id !== this.chosen) this.choose(id);
  }

  card(question) {
    const version = `${question.version} ${inbox.sent.get(question.id)} ${inbox.refused.has(question.id)}`;
    return html`<question-card .question=${question} .version=${version} ?chosen=${this.chosen === question.id}></question-card>`;
  }

  row(notification) {
    return html`<notification-row .notification=${notification} .version=${inbox.held.has(notification.id)}
      ?chosen=${this.chosen === notification.id} ?marked=${this.marked.has(notification.id)} ?open=${this.filter.open === notification.id}></notification-row>`;
  }

  bar() {
    const ids = [...this.marked];
    return html`<div class="bar" role="group" aria-label="Marked notifications">
      <span>${ids.length} marked</span>
      <button type="button" @click=${() => this.close(ids, "acknowledge")}>Acknowledge</button>
      <button type="button" @click=${() => this.close(ids, "resolve")}>Resolve</button>
      <button type="button" class="quiet" aria-label="Clear the marks" @click=${() => (this.marked = new Set())}>✕</button>
    </div>`;
  }

  nothing() {
    const { tag, from: name, q, state } = this.filter;
    if (tag || name || q) {
      return html`<div class="empty"><h2>Nothing is like that</h2><p>No question and no notification passes these filters.</p>
        <p><button type="button" @click=${() => go(hash(["inbox"], { state }), true)}>Clear the filters</button></p></div>`;
    }
    if (state === "acknowledged") return html`<div class="empty"><h2>Nothing is acknowledged</h2><p>What somebody has seen and not settled yet stands here.</p></div>`;
    return html`<div class="empty">
      <h2>Nothing waits for you</h2>
      <p>What your agents ask and tell appears here by itself. To see one, ask something from a terminal:</p>
      <copy-line .text=${'signalbox ask "Which database?" --option sqlite --option postgres'}></copy-line>
    </div>`;
  }
}

customElements.define("inbox-room", InboxRoom);
