/** The shared tables that the key may read, with their fields and rights. Tells of `change`. */
import { ask, events, me } from "./hub.js";
import { feed } from "./feed.js";
import { Store } from "./store.js";

/** Another matrix is in force; who may not read of it hears of it as of other rights. */
const TYPES = ["matrix.applied"];

class TablesStore extends Store {
  list = [];
  #follows = false;
  #heard = { event: () => this.open(), reset: () => ((this.#follows = false), this.open()) };

  /** Reads them, also anew; what is there stays meanwhile. */
  async open() {
    if (this.state === "loading") return;
    this.become("loading");
    try {
      if (!this.#follows) await feed.follow(TYPES, this.#heard);
      this.#follows = true;
      this.list = (await ask("v1/tables")).items;
      for (const table of this.list) table.id = table.name;
      this.become("ready");
    } catch (failure) {
      this.become("failed", failure);
    }
  }

  close() {
    feed.leave(this.#heard);
    this.#follows = false;
    this.list = [];
    this.become("empty");
  }

  find(name) {
    return this.list.find((table) => table.name === name);
  }
}

export const tables = new TablesStore();
events.addEventListener("rights", () => {
  if (!me) tables.close();
  else if (tables.state !== "empty") tables.open();
});

/** Where a table and its rows are read and written. */
export const rowsOf = (table, key) => `v1/tables/${encodeURIComponent(table)}/rows${key === undefined ? "" : `/${encodeURIComponent(key)}`}`;

const COMMANDS = { append: ["append"], replace: ["put", "delete"], merge: ["put", "patch", "delete"] };

/** Whether the key may do that to its rows: `append`, `put`, `patch`, `delete`. */
export const mayDo = (table, command) => table.writable && (COMMANDS[table.change] ?? []).includes(command);

/** Its fields, the most telling first: the key, those that each row has, the rest. */
export const fieldsOf = (table) => [...new Set([table.key, ...table.required, ...Object.keys(table.fields)])];

export const CHANGE_WORDS = { commands: "built in", append: "rows are added, never changed", replace: "rows change as a whole", merge: "rows change field by field" };
