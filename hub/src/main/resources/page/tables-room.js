/** The shared tables: what each is for, how its rows change, and how many there are. */
import { html, nothing } from "./lit.js";
import { isTaken, RoomPart } from "./room-part.js";
import { go, hash } from "./address.js";
import { line } from "./plain-text.js";
import { CHANGE_WORDS, tables } from "./tables-store.js";
import { unread, unready } from "./trouble.js";
import "./copy-line.js";
import "./row-window.js";

export const view = (address) => html`<tables-room .address=${address}></tables-room>`;

export const keys = [
  ["j, k", "the next one, the one before"],
  ["Enter", "open it"],
  ["/", "search"],
  ["?", "this list"],
];

class TablesRoom extends RoomPart {
  static store = tables;
  static properties = { address: { attribute: false } };

  connectedCallback() {
    super.connectedCallback();
    tables.open();
  }

  get q() {
    return this.address.query.get("q") ?? "";
  }

  search(q) {
    go(hash(["tables"], { q }), true);
  }

  pressed(event) {
    if (event.key === "Escape" && event.target.id === "search") return this.search("");
    if (isTaken(event)) return;
    if (event.key === "/") this.querySelector("#search")?.focus();
    else if (event.key === "j" || event.key === "k") this.walk(event.key === "j" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  walk(by) {
    const list = this.querySelector("row-window");
    if (!list) return;
    const here = document.activeElement.closest("li[data-id]")?.dataset.id;
    const at = list.items.findIndex(({ id }) => id === here);
    const next = list.items[at < 0 ? 0 : Math.min(list.items.length - 1, Math.max(0, at + by))];
    list.reach(next.id);
  }

  render() {
    const needle = this.q.toLocaleLowerCase();
    const shown = tables.list.filter((table) => !needle || `${table.name}\n${table.why}`.toLocaleLowerCase().includes(needle));
    return html`<div class="room">
      <h1 class="unseen">Tables</h1>
      <div class="tools"><label class="unseen" for="search">Search</label>
        <input id="search" type="search" placeholder="Search" autocomplete="off" .value=${this.q} @input=${(event) => this.search(event.target.value)}></div>
      ${this.body(shown)}
    </div>`;
  }

  body(shown) {
    if (tables.state === "failed") return unread("The tables cannot be read", tables.failure, () => tables.open());
    if (tables.state !== "ready" && tables.list.length === 0) return unready();
    if (shown.length) {
      const declared = shown.some((table) => table.change !== "commands" && table.name !== "slack_interactions");
      return html`<h2 class="unseen">${shown.length} tables</h2>
        <row-window .items=${shown} .row=${row} .label=${"Tables"} guess="74"></row-window>
        ${declared || this.q ? nothing : howTo()}`;
    }
    return html`<div class="empty"><h2>Nothing is like that</h2><p>No table that your key may read has these words.</p>
      ${this.q ? html`<p><button type="button" @click=${() => this.search("")}>Clear the search</button></p>` : howTo()}</div>`;
  }
}

const EXAMPLE = `tables:
  tasks:
    key: id
    change: merge
    writers: [bot, user]
    readers: [daemon, viewer]
    fields:
      id: {type: string}
      state: {enum: [running, done, failed]}
    required: [id, state]
    why: The bot runs the tasks, people steer them.`;

const row = (table) => html`<a class="table-line" tabindex="0" href=${hash(["tables", table.name])}>
  <h3><span>${table.name}</span> <span class="count">${table.rows.toLocaleString()} ${table.rows === 1 ? "row" : "rows"}</span></h3>
  <p dir="auto">${line(table.why, 300)}</p>
  <p class="meta"><span>${CHANGE_WORDS[table.change]}</span>${table.writable ? html`<span>you may write it</span>` : nothing}</p>
</a>`;

const howTo = () => html`<div class="empty"><h2>A table of your own</h2>
  <p>Any project declares tables in a few lines of <code>signalbox.yaml</code>, and says who writes and who reads them:</p>
  <copy-line .text=${EXAMPLE}></copy-line>
  <p>This puts the file in force:</p>
  <copy-line .text=${"signalbox config apply signalbox.yaml"}></copy-line></div>`;

customElements.define("tables-room", TablesRoom);
