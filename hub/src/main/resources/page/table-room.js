/** The rows of one table: filtered, ordered, in pages, of now or as of a moment. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash, read } from "./address.js";
import { whole } from "./clock.js";
import { line, shown } from "./plain-text.js";
import { wordsOf } from "./changed-value.js";
import { isNumber, kindOf, own } from "./row-fields.js";
import { CHANGE_WORDS, fieldsOf, mayDo, rowsOf, tables } from "./tables-store.js";
import { TableRows } from "./table-rows.js";
import { say } from "./toast-line.js";
import { unread, unready } from "./trouble.js";
import "./copy-line.js";
import "./live-time.js";
import "./row-form.js";

export const view = (address) => html`<table-room .address=${address} .of=${address.parts[1]}></table-room>`;

export const keys = [
  ["j, k", "the next row, the one before"],
  ["Enter", "open it"],
  ["n", "a new row"],
  ["/", "filter"],
  ["?", "this list"],
];

const LIMIT = 100;
/** What the API itself means by these names; a field of the same name filters nothing. */
const TAKEN = ["asOf", "cursor", "fields", "limit", "minVersion", "order"];

/** What an address asks for. */
const shownBy = ({ query }) => ({
  order: query.get("order") ?? "",
  at: query.get("at") ?? "",
  cursor: query.get("cursor") ?? "",
  add: query.get("add") ?? "",
  filters: [...query].filter(([name]) => name.startsWith("f.")).map(([name, value]) => [name.slice(2), value]),
});

class TableRoom extends RoomPart {
  static store = tables;
  static properties = {
    address: { attribute: false },
    of: { attribute: false },
    field: { state: true },
  };

  constructor() {
    super();
    this.rows = new TableRows();
    this.rows.addEventListener("change", this.changed);
  }

  connectedCallback() {
    super.connectedCallback();
    tables.open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.rows.close();
  }

  get table() {
    return tables.find(this.of);
  }

  willUpdate() {
    this.shows = shownBy(this.address);
    if (!this.table) return;
    const { order, at, cursor, filters } = this.shows;
    const asked = new URLSearchParams({ limit: LIMIT, ...Object.fromEntries(filters) });
    for (const [name, value] of [["order", order], ["asOf", at], ["cursor", cursor]]) if (value) asked.set(name, value);
    this.rows.show(`${rowsOf(this.of)}?${asked}`, at ? null : this.table.events);
  }

  /** What changes leads to the first page. */
  turn(change, replace = true) {
    const { filters, ...rest } = { ...shownBy(read()), cursor: "", ...change };
    go(hash(["tables", this.of], { ...rest, ...Object.fromEntries(filters.map(([name, value]) => [`f.${name}`, value])) }), replace);
  }

  filter(event) {
    event.preventDefault();
    const { field, value } = Object.fromEntries(new FormData(event.target));
    if (!field || value === "") return;
    this.turn({ filters: [...this.shows.filters.filter(([name]) => name !== field), [field, value]] });
    event.target.reset();
    this.field = "";
  }

  drop(field) {
    this.turn({ filters: this.shows.filters.filter(([name]) => name !== field) });
  }

  orderBy(field) {
    const { order } = shownBy(read());
    this.turn({ order: order === field ? `-${field}` : order === `-${field}` ? "" : field });
  }

  pressed(event) {
    if (isTaken(event)) return;
    const links = [...this.querySelectorAll("tbody a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "/") this.querySelector("#filter-field")?.focus();
    else if (event.key === "n" && this.mayAdd) this.turn({ add: "1" }, false);
    else if ((event.key === "j" || event.key === "k") && links.length) links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))].focus();
    else return;
    event.preventDefault();
  }

  get mayAdd() {
    return !!this.table && (mayDo(this.table, "append") || mayDo(this.table, "put"));
  }

  render() {
    return html`<div class="room wide">
      <p class="back"><a href=${hash(["tables"])}>← Tables</a></p>
      ${this.table ? this.whole(this.table) : this.none()}
    </div>`;
  }

  none() {
    if (tables.state === "failed") return unread("The tables cannot be read", tables.failure, () => tables.open());
    if (tables.state !== "ready") return unready();
    return html`<div class="empty" role="alert"><h1>There is no such table</h1>
      <p>None that your key may read is called ${line(this.of, 60)}. It may be of another hub or space, or be declared first.</p>
      <p><a href=${hash(["tables"])}>To the tables</a></p></div>`;
  }

  whole(table) {
    const { add, at } = this.shows;
    return html`<h1>${table.name}</h1>
      <p class="hint table-why" dir="auto">${line(table.why, 500)} <span>(${CHANGE_WORDS[table.change]})</span></p>
      ${this.tools(table)}
      ${this.chips()}
      ${add && this.mayAdd && !at
        ? html`<row-form .table=${table} @done=${(event) => {
            this.turn({ add: "" });
            if (event.detail) say(`${line(event.detail.key, 60)} is written.`);
          }}></row-form>`
        : nothing}
      ${this.body(table)}`;
  }

  tools(table) {
    const names = fieldsOf(table).filter((name) => !TAKEN.includes(name));
    const field = this.field || "";
    return html`<form class="tools" role="search" aria-label="Filter" @submit=${this.filter}>
      <label class="unseen" for="filter-field">Field</label>
      <select id="filter-field" name="field" @change=${(event) => (this.field = event.target.value)}>
        <option value="" .selected=${field === ""}>Filter by …</option>
        ${names.map((name) => html`<option value=${name} .selected=${field === name}>${line(name, 60)}</option>`)}</select>
      ${field ? html`${this.valueOf(table, field)}<button>Filter</button>` : nothing}
      <span class="fill"></span>
      <label class="as-of"><span class="hint">As of</span>
        <input type="datetime-local" step="1" .value=${localOf(this.shows.at)} @change=${(event) => this.turn({ at: event.target.value ? new Date(event.target.value).toISOString() : "" })}></label>
      ${this.mayAdd && !this.shows.add && !this.shows.at ? html`<button type="button" class="primary" @click=${() => this.turn({ add: "1" }, false)}>Add</button>` : nothing}
    </form>`;
  }

  valueOf(table, field) {
    const kind = kindOf(own(table.fields, field) ?? {});
    if (kind.is !== "choice") return html`<label class="unseen" for="filter-value">Value</label><input id="filter-value" name="value" placeholder="is …, or null" autocomplete="off">`;
    return html`<label class="unseen" for="filter-value">Value</label><select id="filter-value" name="value">${[...kind.values, null].map(
      (value) => html`<option value=${String(value)}>${value === null ? "none" : line(String(value), 80)}</option>`,
    )}</select>`;
  }

  chips() {
    const { filters, order, at } = this.shows;
    const chips = filters.map(([name, value]) => [`${line(name, 40)} is ${line(value, 60)}`, () => this.drop(name)]);
    if (order) chips.push([`by ${line(order.replace(/^-/, ""), 40)}${order.startsWith("-") ? ", from the greatest" : ""}`, () => this.turn({ order: "" })]);
    if (at) chips.push([/^\d+$/.test(at) ? `as of position ${at}` : `as of ${whole(at)}`, () => this.turn({ at: "" })]);
    if (chips.length === 0) return nothing;
    return html`<ul class="chips" aria-label="What is shown">${chips.map(
      ([words, drop]) => html`<li><button type="button" class="tag" title="Take this away" @click=${drop}><bdi>${words}</bdi> <span aria-hidden="true">✕</span></button></li>`,
    )}</ul>`;
  }

  body(table) {
    const { rows } = this;
    if (rows.state === "failed") return unread("The rows cannot be read", rows.failure, () => rows.again());
    if (rows.state === "empty" || (rows.state === "loading" && rows.items.length === 0)) return unready();
    if (rows.items.length === 0) return this.nothing(table);
    return html`${this.grid(table, rows.items)}
      <div class="pages"><span role="status">${rows.items.length.toLocaleString()} ${rows.items.length === 1 ? "row" : "rows"}${this.shows.cursor || rows.next ? " on this page" : ""}</span>
        <span class="deeds">${this.shows.cursor ? html`<button type="button" @click=${() => this.turn({})}>First page</button>` : nothing}
        ${rows.next ? html`<button type="button" @click=${() => this.turn({ cursor: rows.next }, false)}>Next page</button>` : nothing}</span></div>`;
  }

  grid(table, items) {
    const names = fieldsOf(table).filter((name) => name !== table.key && items.some(({ row }) => Object.hasOwn(row, name)));
    const { at } = this.shows;
    return html`<div class="grid" aria-busy=${String(this.rows.state === "loading")} tabindex="0" role="region" aria-label="Rows of ${table.name}"><table>
      <thead><tr>${this.head("key", table.key)}${names.map((name) => this.head(name, name))}${this.head("position", "changed")}</tr></thead>
      <tbody>${items.map(
        (each) => html`<tr><th scope="row"><a href=${hash(["tables", this.of, each.key], { at })}><bdi>${line(each.key, 200)}</bdi></a></th>
          ${names.map((name) => cell(own(each.row, name)))}<td><live-time .at=${each.updatedAt}></live-time></td></tr>`,
      )}</tbody></table></div>`;
  }

  head(field, words) {
    const { order } = this.shows;
    const sort = order === field ? "ascending" : order === `-${field}` ? "descending" : nothing;
    return html`<th scope="col" aria-sort=${sort}><button type="button" class="plain" title="Order by it" @click=${() => this.orderBy(field)}><bdi>${shown(words)}</bdi>${sort === nothing
      ? nothing
      : html` <span aria-hidden="true">${sort === "ascending" ? "↑" : "↓"}</span>`}</button></th>`;
  }

  nothing(table) {
    const { filters, at, cursor } = this.shows;
    if (filters.length || cursor) {
      return html`<div class="empty"><h2>Nothing is like that</h2><p>No row passes these filters.</p>
        <p><button type="button" @click=${() => this.turn({ filters: [] })}>Clear the filters</button></p></div>`;
    }
    if (at) return html`<div class="empty"><h2>It was empty</h2><p>At that moment the table had no row.</p></div>`;
    if (table.change === "commands") return html`<div class="empty"><h2>No rows yet</h2><p>Rows of this table are made by commands of its own.</p></div>`;
    const verb = table.change === "append" ? "append" : "put";
    return html`<div class="empty"><h2>No rows yet</h2><p>Programs write here with their keys. From a terminal it goes like this:</p>
      <copy-line .text=${`signalbox table ${verb} ${table.name} ${verb === "put" ? "KEY " : ""}field=text other:=1`}></copy-line></div>`;
  }
}

function cell(value) {
  if (value === undefined) return html`<td></td>`;
  return html`<td class=${isNumber(value) ? "number" : nothing} dir=${isNumber(value) ? nothing : "auto"}>${line(wordsOf(value, 200), 160)}</td>`;
}

/** A moment as the control for it has it, in the time of this machine. */
function localOf(at) {
  const time = /^\d*$/.test(at) ? NaN : Date.parse(at);
  if (Number.isNaN(time)) return "";
  return new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

customElements.define("table-room", TableRoom);
