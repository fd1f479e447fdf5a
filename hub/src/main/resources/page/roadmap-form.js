/** What an item of the roadmap says, to be written: a new one, or one that is there. Tells of `done`. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { Refused } from "./hub.js";
import { roadmap, STATUS_WORDS, STATUSES } from "./roadmap-store.js";
import { bothSides, isConflict } from "./both-sides.js";
import { described, formLine, toTrouble, troublesOf } from "./form-line.js";
import { line } from "./plain-text.js";
import { reason } from "./trouble.js";

const NAMES = { key: "Key", title: "Title", description: "Description", links: "Links", estimate: "Estimate" };

/** As the controls have it. */
const written = (item) => ({
  key: item?.key ?? "",
  title: item?.title ?? "",
  estimate: item?.estimate ?? "",
  description: item?.description ?? "",
  links: (item?.links ?? []).join("\n"),
});

const linksOf = (text) => text.split("\n").map((each) => each.trim()).filter(Boolean);

class RoadmapForm extends Part {
  static properties = {
    // The item as it is; null for a new one. What was read when the form opened is kept.
    item: { attribute: false },
    busy: { state: true },
    failure: { state: true },
    text: { state: true },
  };

  constructor() {
    super();
    this.item = null;
    this.read = null;
    this.failure = null;
  }

  willUpdate() {
    if (this.text) return;
    this.read = this.item;
    this.text = written(this.item);
  }

  firstUpdated() {
    this.querySelector(this.item ? "#item-title" : "#item-key").focus();
  }

  /** What a person changed, as the hub takes it. */
  get wish() {
    const before = written(this.read);
    const wish = {};
    for (const [name, value] of Object.entries(this.text)) if (value !== before[name]) wish[name] = name === "links" ? linksOf(value) : value;
    return wish;
  }

  async submit(event) {
    event?.preventDefault();
    if (this.busy) return;
    const { wish } = this;
    if (this.read && Object.keys(wish).length === 0) return this.end(this.read);
    const how = Object.fromEntries(new FormData(this.querySelector("form")));
    this.busy = true;
    this.failure = null;
    try {
      const item = this.read
        ? await roadmap.update(this.read, wish, this.read.version)
        : await roadmap.add({ ...wish, key: this.text.key, title: this.text.title, status: how.status, to: how.to });
      this.end(item);
    } catch (failure) {
      this.failure = failure;
      toTrouble(this);
    } finally {
      this.busy = false;
    }
  }

  /** With what others wrote as the beginning: only the fields that were changed here are written. */
  overwrite() {
    const { resource } = this.failure.problem.current;
    const { wish, text } = this;
    this.read = resource;
    this.text = { ...written(resource), ...Object.fromEntries(Object.keys(wish).map((name) => [name, text[name]])) };
    this.submit();
  }

  end(item) {
    this.dispatchEvent(new CustomEvent("done", { detail: item }));
  }

  render() {
    const { read, failure } = this;
    const troubles = failure instanceof Refused ? Object.fromEntries(troublesOf(failure)) : {};
    const taken = failure && !read && isConflict(failure) ? failure.problem.current.resource : null;
    if (taken) troubles.key = `${line(taken.key, 80)} is “${line(taken.title, 120)}” already; take another key.`;
    const general = failure && !taken && !(read && isConflict(failure)) && Object.keys(troubles).length === 0 ? reason(failure) : troubles[""];
    return html`<form class="card item-form" @submit=${this.submit} novalidate aria-label=${read ? "Edit" : "Add to the roadmap"}>
      ${failure && read && isConflict(failure) ? this.sides() : nothing}
      ${general ? html`<p class="trouble form-trouble" role="alert" tabindex="-1">${general}</p>` : nothing}
      ${read && this.item && this.item.version > read.version && !failure
        ? html`<p class="note" role="status"><bdi>${line(this.item.updatedBy, 80)}</bdi> changed it while you write. What you write is kept; both sides are shown should they differ.</p>`
        : nothing}
      <div class="form-grid">
        ${this.input("key", troubles, "Short, for one item only", true)}
        ${this.input("estimate", troubles)}
      </div>
      ${this.input("title", troubles, null, true)}
      ${read ? nothing : this.placing()}
      ${this.area("description", troubles, "Markdown, optional", 4)}
      ${this.area("links", troubles, "One a line, optional", 2)}
      <p class="deeds"><button class="primary" ?disabled=${this.busy}>${this.busy ? "Saving …" : read ? "Save" : "Add"}</button>
        <button type="button" class="quiet" @click=${() => this.end(null)}>Cancel</button></p>
    </form>`;
  }

  input(name, troubles, hint, needed) {
    const id = `item-${name}`;
    return formLine({ id, label: NAMES[name], hint, needed, trouble: troubles[name], control: html`<input id=${id} autocomplete="off" dir="auto" .value=${this.text[name]}
      aria-invalid=${troubles[name] ? "true" : nothing} aria-describedby=${described(id, hint, troubles[name])} @input=${(event) => this.write(name, event)}>` });
  }

  area(name, troubles, hint, rows) {
    const id = `item-${name}`;
    return formLine({ id, label: NAMES[name], hint, trouble: troubles[name], control: html`<textarea id=${id} rows=${rows} dir="auto" .value=${this.text[name]}
      aria-invalid=${troubles[name] ? "true" : nothing} aria-describedby=${described(id, hint, troubles[name])} @input=${(event) => this.write(name, event)}></textarea>` });
  }

  placing() {
    return html`<div class="form-grid">
      <div class="form-line"><p class="says"><label for="item-status">Status</label></p><select id="item-status" name="status">
        ${STATUSES.map((status) => html`<option value=${status}>${STATUS_WORDS[status]}</option>`)}</select></div>
      <div class="form-line"><p class="says"><label for="item-to">Place</label></p><select id="item-to" name="to">
        <option value="bottom">At the bottom</option><option value="top">At the top</option></select></div>
    </div>`;
  }

  write(name, event) {
    this.text = { ...this.text, [name]: event.target.value };
  }

  sides() {
    const { resource, changes = [] } = this.failure.problem.current;
    const stands = written(resource);
    const before = written(this.read);
    const yours = Object.keys(this.wish);
    const who = [...new Set(changes.map(({ by }) => line(by, 60)))].join(", ") || line(resource.updatedBy, 60);
    const fields = Object.keys(NAMES)
      .filter((name) => yours.includes(name) || stands[name] !== before[name])
      .map((name) => ({ name: NAMES[name], stands: stands[name], yours: this.text[name] }));
    return bothSides({
      who: `${who} changed it while you wrote. Nothing is lost: choose.`,
      fields,
      mine: () => this.overwrite(),
      theirs: () => this.end(resource),
    });
  }
}

customElements.define("roadmap-form", RoadmapForm);
