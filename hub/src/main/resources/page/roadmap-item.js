/** One item of the roadmap: all that it says, where it stands, and everything that happened to it. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { ask, may } from "./hub.js";
import { path, roadmap, STATUS_WORDS } from "./roadmap-store.js";
import { deedOf, readable } from "./roadmap-words.js";
import { statusSelect } from "./roadmap-card.js";
import { changes } from "./changed-value.js";
import { line, shown } from "./plain-text.js";
import { link, written } from "./written-text.js";
import { say } from "./toast-line.js";
import { reason, unread, unready } from "./trouble.js";
import "./live-time.js";
import "./roadmap-form.js";
import "./two-step.js";

export const view = (address) => html`<roadmap-item .address=${address} .of=${address.parts[1]}></roadmap-item>`;

export const keys = [
  ["e", "edit"],
  ["J, K", "move it a place down, a place up"],
  ["?", "this list"],
];

class RoadmapItem extends RoomPart {
  static store = roadmap;
  static properties = {
    address: { attribute: false },
    of: { attribute: false },
    history: { state: true },
    older: { state: true },
    failure: { state: true },
  };

  /** Null when it is not there, or not any more. */
  get item() {
    return roadmap.find(this.of) ?? null;
  }

  get edits() {
    return this.address.query.has("edit") && may("roadmap.update");
  }

  willUpdate(changed) {
    roadmap.open();
    if (changed.has("of")) this.told = this.history = this.failure = null;
    const version = this.item?.version ?? (roadmap.state === "ready" ? "gone" : null);
    if (version === null || version === this.told) return;
    this.told = version;
    this.tell();
  }

  /** Its steps, again with each that came; those of an item that is gone, too. */
  async tell(cursor) {
    const of = this.of;
    try {
      const page = await ask(`${path(of)}/history?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      if (of !== this.of) return;
      this.history = cursor ? [...this.history, ...page.items] : page.items;
      this.older = page.nextCursor;
      this.failure = null;
    } catch (failure) {
      this.failure = failure;
    }
  }

  edit(on) {
    go(hash(["roadmap", this.of], { edit: on ? "1" : "" }), !on);
  }

  async deed(work, words) {
    try {
      await work();
      if (words) say(words);
    } catch (failure) {
      say(reason(failure));
    }
  }

  /** Among those of its status, as the board has them. */
  step(by) {
    const { item } = this;
    const all = roadmap.list.filter((each) => each.status === item.status);
    const next = all[all.findIndex((each) => each.id === item.id) + by];
    if (!next) return say(by < 0 ? "It is the first." : "It is the last.", null, 2000);
    this.deed(() => roadmap.place(item, item.status, by < 0 ? { before: next.id } : { after: next.id }), `It stands ${by < 0 ? "before" : "behind"} ${line(next.key, 40)}.`);
  }

  takeOff() {
    this.deed(async () => {
      await roadmap.remove(this.item);
      go(hash(["roadmap"]));
    }, `${line(this.item.key, 40)} is off the roadmap; its history stays.`);
  }

  pressed(event) {
    if (event.key === "Escape" && this.edits && !event.target.closest?.("dialog")) return this.edit(false);
    if (isTaken(event) || !this.item) return;
    const deed = { e: may("roadmap.update") && (() => this.edit(true)), J: may("roadmap.move") && (() => this.step(1)), K: may("roadmap.move") && (() => this.step(-1)) }[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  render() {
    return html`<div class="room">
      <p class="back"><a href=${hash(["roadmap"])}>← Roadmap</a></p>
      ${this.whole()}
    </div>`;
  }

  whole() {
    const { item } = this;
    if (roadmap.state === "failed") return unread("The roadmap cannot be read", roadmap.failure, () => roadmap.open());
    if (!item && !this.history) return this.failure ? this.failed() : unready();
    return html`<article class="whole-question">
      ${item ? (this.edits ? this.form(item) : this.said(item)) : this.gone()}
      <section aria-labelledby="history-title"><h2 id="history-title">What happened</h2>${this.steps()}</section>
    </article>`;
  }

  form(item) {
    return html`<h1 class="unseen">Edit ${line(item.title, 120)}</h1><roadmap-form .item=${item} @done=${() => this.edit(false)}></roadmap-form>`;
  }

  said(item) {
    return html`<h1 dir="auto">${shown(item.title)}</h1>
      <p class="meta"><bdi class="key">${line(item.key, 80)}</bdi>
        ${may("roadmap.set-status")
          ? statusSelect(item, (status) => this.deed(() => roadmap.setStatus(item, status), `${STATUS_WORDS[status]}.`))
          : html`<span class="status">${STATUS_WORDS[item.status]}</span>`}
        ${item.estimate ? html`<bdi>${line(item.estimate, 200)}</bdi>` : nothing}
        <span>changed by <bdi>${line(item.updatedBy, 80)}</bdi></span> <live-time .at=${item.updatedAt}></live-time></p>
      ${item.comment ? html`<p class="as-it-is sides" dir="auto">${shown(item.comment)}</p>` : nothing}
      ${item.description ? html`<div class="text" dir="auto">${written(item.description)}</div>` : nothing}
      ${item.links.length ? html`<ul class="links">${item.links.map((each) => html`<li>${link(each, line(each, 200))}</li>`)}</ul>` : nothing}
      <p class="deeds">
        ${may("roadmap.update") ? html`<button type="button" @click=${() => this.edit(true)}>Edit</button>` : nothing}
        ${may("roadmap.move")
          ? html`<button type="button" @click=${() => this.step(-1)}>↑ Earlier</button><button type="button" @click=${() => this.step(1)}>↓ Later</button>`
          : nothing}
        ${may("roadmap.remove") ? html`<two-step .label=${"Remove"} .question=${"Take it off the roadmap?"} .deed=${() => this.takeOff()}></two-step>` : nothing}
      </p>`;
  }

  gone() {
    const [last] = this.history;
    return html`<h1 dir="auto">${line(last.title, 500)}</h1>
      <p class="note">It is not on the roadmap any more: <bdi>${line(last.by, 80)}</bdi> removed ${line(last.key, 80)} <live-time .at=${last.at}></live-time>.</p>`;
  }

  steps() {
    if (!this.history) return this.failure ? html`<p class="trouble">${reason(this.failure)}</p>` : html`<p class="hint">…</p>`;
    return html`<ol class="history">${this.history.map(
        (step) => html`<li><live-time .at=${step.at}></live-time>
          <div><p><bdi>${line(step.by, 120)}</bdi> ${deedOf(step)}${step.comment ? html`: <span dir="auto">${line(step.comment, 400)}</span>` : nothing}</p>
          ${changes(readable(step))}
          <p class="then"><a href=${hash(["roadmap"], { at: String(step.position) })}>The roadmap then</a></p></div></li>`,
      )}</ol>
      ${this.older ? html`<p><button type="button" class="quiet" @click=${() => this.tell(this.older)}>Older</button></p>` : nothing}`;
  }

  failed() {
    if (this.failure.status !== 404) return unread("The item cannot be read", this.failure, () => this.tell());
    return html`<div class="empty" role="alert"><h1>There is no such item</h1>
      <p>Its address may be of another hub, or of another space.</p>
      <p><a href=${hash(["roadmap"])}>To the roadmap</a></p></div>`;
  }
}

customElements.define("roadmap-item", RoadmapItem);
