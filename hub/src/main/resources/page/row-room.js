/** One row of a table: its fields, who set them, and everything that happened to it; of now, or as of a moment. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { ask, Refused, send } from "./hub.js";
import { whole } from "./clock.js";
import { changes, wordsOf } from "./changed-value.js";
import { line, shown } from "./plain-text.js";
import { own } from "./row-fields.js";
import { mayDo, rowsOf, tables } from "./tables-store.js";
import { TableRows } from "./table-rows.js";
import { say } from "./toast-line.js";
import { reason, unread, unready } from "./trouble.js";
import "./live-time.js";
import "./row-form.js";
import "./two-step.js";

export const view = (address) => html`<row-room .address=${address} .of=${address.parts[1]} .key=${address.parts[2]}></row-room>`;

export const keys = [
  ["e", "edit"],
  ["?", "this list"],
];

const VERBS = { put: "wrote it", patched: "changed it", deleted: "deleted it", appended: "added it" };

class RowRoom extends RoomPart {
  static store = tables;
  static properties = {
    address: { attribute: false },
    of: { attribute: false },
    key: { attribute: false },
    row: { state: true },
    then: { state: true },
    failure: { state: true },
    older: { state: true },
  };

  constructor() {
    super();
    // The newest steps of its history; that it is read anew is how the row becomes another here.
    this.steps = new TableRows();
    this.steps.addEventListener("change", () => {
      this.changed();
      if (this.steps.state === "ready") this.load();
    });
    this.older = null;
  }

  connectedCallback() {
    super.connectedCallback();
    if (tables.state === "empty") tables.open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.steps.close();
  }

  get table() {
    return tables.find(this.of);
  }

  get at() {
    return this.address.query.get("at") ?? "";
  }

  get edits() {
    return this.address.query.has("edit") && !this.at && !!this.row && this.mayEdit;
  }

  get mayEdit() {
    return mayDo(this.table, "put");
  }

  get path() {
    return rowsOf(this.of, this.key);
  }

  willUpdate(changed) {
    if (changed.has("of") || changed.has("key")) this.row = this.then = this.failure = this.older = null;
    if (this.table) this.steps.show(`${this.path}/history?limit=50`, this.table.events);
    if (changed.has("address") && this.at !== this.looked) {
      this.looked = this.at;
      this.then = null;
      if (this.at) this.look();
    }
  }

  /** The row as it is; what is gone leaves its history. */
  async load() {
    const { path } = this;
    const [newest] = this.steps.items;
    if (this.row?.version >= newest.version) return;
    if (isDeletion(newest)) {
      this.row = null;
      return;
    }
    try {
      const row = await ask(path, { exact: true });
      if (path !== this.path) return;
      this.row = row;
      this.failure = null;
    } catch (failure) {
      this.row = null;
      this.failure = failure instanceof Refused && failure.status === 404 ? null : failure;
    }
  }

  async look() {
    const { path, at } = this;
    try {
      const then = await ask(`${path}?asOf=${encodeURIComponent(at)}`, { exact: true });
      if (at === this.at) this.then = then;
    } catch (failure) {
      if (at === this.at) this.then = failure instanceof Refused && failure.status === 404 ? { row: {}, none: true } : { failure, row: {} };
    }
  }

  async more() {
    const { next } = this.older ?? this.steps;
    try {
      const page = await ask(`${this.path}/history?limit=50&cursor=${encodeURIComponent(next)}`, { exact: true });
      this.older = { items: [...(this.older?.items ?? []), ...page.items], next: page.nextCursor };
    } catch (failure) {
      say(reason(failure));
    }
  }

  turn(change, replace = false) {
    go(hash(["tables", this.of, this.key], change), replace);
  }

  async takeAway() {
    try {
      await send(this.path, undefined, { method: "DELETE", headers: { "If-Match": `"${this.row.version}"` } });
      go(hash(["tables", this.of]));
      say(`${line(this.key, 60)} is deleted; its history stays.`);
    } catch (failure) {
      say(reason(failure));
    }
  }

  pressed(event) {
    if (event.key === "Escape" && this.edits) return this.turn({}, true);
    if (isTaken(event) || event.key !== "e" || !this.row || this.at || !this.mayEdit) return;
    event.preventDefault();
    this.turn({ edit: "1" });
  }

  render() {
    return html`<div class="room">
      <p class="back"><a href=${hash(["tables", this.of])}>← ${line(this.of, 60)}</a></p>
      ${this.body()}
    </div>`;
  }

  body() {
    const { steps } = this;
    if (!this.table) {
      if (tables.state === "failed") return unread("The tables cannot be read", tables.failure, () => tables.open());
      return tables.state === "ready" ? this.none() : unready();
    }
    if (steps.state === "failed" && steps.failure.status === 404) return this.none();
    if (this.failure ?? (steps.items.length === 0 && steps.failure)) return unread("The row cannot be read", this.failure ?? steps.failure, () => steps.again());
    if (steps.items.length === 0 || (!this.row && !isDeletion(steps.items[0]))) return unready();
    return html`<article class="whole-question">
      <h1 dir="auto"><bdi>${shown(this.key)}</bdi></h1>
      ${this.at ? this.past() : this.edits ? this.form() : this.present()}
      <section aria-labelledby="history-title"><h2 id="history-title">What happened</h2>${this.history()}</section>
    </article>`;
  }

  none() {
    return html`<div class="empty" role="alert"><h1>There is no such row</h1>
      <p>Nobody ever wrote it, or your key may not read its table.</p>
      <p><a href=${hash(["tables", this.of])}>To the rows of ${line(this.of, 60)}</a></p></div>`;
  }

  form() {
    return html`<row-form .table=${this.table} .row=${this.row} @done=${() => this.turn({}, true)}></row-form>`;
  }

  present() {
    const { row, table } = this;
    if (!row) return html`<p class="note">It is deleted; what it was stands below.</p>`;
    return html`<p class="meta"><span>changed by <bdi>${line(row.updatedBy, 80)}</bdi></span> <live-time .at=${row.updatedAt}></live-time></p>
      ${fields(row)}
      <p class="deeds">${this.mayEdit ? html`<button type="button" @click=${() => this.turn({ edit: "1" })}>Edit</button>` : nothing}
        ${mayDo(table, "delete") ? html`<two-step .label=${"Delete"} .question=${"Delete this row?"} .deed=${() => this.takeAway()}></two-step>` : nothing}</p>`;
  }

  /** As it was, and what is another today. */
  past() {
    const { then, at } = this;
    const back = html`<button type="button" class="quiet" @click=${() => this.turn({})}>Back to today</button>`;
    const when = /^\d+$/.test(at) ? `at position ${at} of the log` : whole(at);
    if (!then) return unready(1);
    if (then.failure) return html`<p class="trouble" role="alert">${reason(then.failure)}</p><p>${back}</p>`;
    const now = this.row?.row ?? {};
    const names = [...new Set([...Object.keys(then.row), ...Object.keys(now)])];
    const since = names.filter((name) => JSON.stringify(own(then.row, name)) !== JSON.stringify(own(now, name))).map((field) => ({ field, before: own(then.row, field), after: own(now, field) }));
    return html`<div class="past"><p><strong>As it was ${when}</strong> ${back}</p>
        ${since.length ? html`<p class="hint">What is another today:</p>${changes(since)}` : html`<p class="hint">All is as it is today.</p>`}</div>
      ${then.none ? html`<p class="note">There was no such row then.</p>` : fields(then)}`;
  }

  history() {
    const { steps, older } = this;
    const all = [...steps.items, ...(older?.items ?? [])];
    const next = older ? older.next : steps.next;
    return html`<ol class="history">${all.map(
        (step) => html`<li><live-time .at=${step.at}></live-time>
          <div><p><bdi>${line(step.by, 120)}</bdi> ${VERBS[step.type.slice(step.type.indexOf(".") + 1)] ?? step.type}</p>
          ${changes(step.changes)}
          <p class="then"><a href=${hash(["tables", this.of, this.key], { at: String(step.position) })}>The row then</a></p></div></li>`,
      )}</ol>
      ${next ? html`<p><button type="button" class="quiet" @click=${() => this.more()}>Older</button></p>` : nothing}`;
  }
}

const isDeletion = (step) => step.type.endsWith(".deleted");

const fields = ({ row, fields: origins = {} }) => html`<dl class="fields">${Object.entries(row).map(
  ([name, value]) => html`<div><dt><bdi>${shown(name)}</bdi></dt><dd>${typeof value === "object"
    ? html`<code class="as-it-is">${wordsOf(JSON.stringify(value, null, 2), 65_536)}</code>`
    : html`<span class="as-it-is" dir="auto">${wordsOf(value, 65_536)}</span>`}
    ${own(origins, name) ? html`<span class="hint">${line(origins[name].by, 60)}, <live-time .at=${origins[name].at}></live-time></span>` : nothing}</dd></div>`,
)}</dl>`;

customElements.define("row-room", RowRoom);
