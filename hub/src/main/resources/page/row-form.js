/** A row of a shared table, to be written by controls that its schema makes. Tells of `done`. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { ask, Refused, send } from "./hub.js";
import { bothSides, isConflict } from "./both-sides.js";
import { described, formLine, toTrouble, troublesOf } from "./form-line.js";
import { fieldsOf, mayDo, rowsOf } from "./tables-store.js";
import { kindOf, own, patchOf, textOf, valueOf } from "./row-fields.js";
import { line } from "./plain-text.js";
import { reason } from "./trouble.js";

class RowForm extends Part {
  static properties = {
    table: { attribute: false },
    // As the API shows it; null for a new one. What was read when the form opened is kept.
    row: { attribute: false },
    busy: { state: true },
    failure: { state: true },
    // What a person typed, by field, as the controls have it.
    text: { state: true },
    // What is wrong with that before the hub is asked.
    told: { state: true },
  };

  constructor() {
    super();
    this.row = null;
    this.failure = null;
    this.text = new Map();
    this.told = new Map();
  }

  willUpdate() {
    if (this.names) return;
    this.read = this.row;
    const { table } = this;
    const free = Object.keys(table.fields).length <= 1 && table.required.length === 0;
    // Rows of a table without declared fields are any object.
    this.names = free ? [table.key, ""] : fieldsOf(table);
  }

  firstUpdated() {
    this.querySelector("input:not(:disabled), textarea:not(:disabled), select:not(:disabled)")?.focus();
  }

  get value() {
    return this.read?.row ?? {};
  }

  /** Of a field as it is; under "" all but the key. */
  was(name) {
    if (name !== "") return own(this.value, name);
    const { [this.table.key]: key, ...rest } = this.value;
    return rest;
  }

  schema(name) {
    return name === "" ? { type: "object", description: "All fields, as JSON" } : (own(this.table.fields, name) ?? {});
  }

  /** What the controls come to; a text that is no value is in `told`. */
  wish() {
    const { key, required } = this.table;
    const wish = new Map(Object.entries(this.value));
    const told = new Map();
    for (const [name, text] of this.text) {
      if (name === key) continue;
      const { value, trouble } = valueOf(text, kindOf(this.schema(name), this.was(name)), this.schema(name), required.includes(name));
      if (trouble) told.set(name, trouble);
      else if (name === "") this.all(wish, value, told);
      else if (value === undefined) wish.delete(name);
      else wish.set(name, value);
    }
    return { wish: Object.fromEntries(wish), told };
  }

  /** All fields but the key, of a table that declares none. */
  all(wish, value = {}, told) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      told.set("", "This is no object: its fields stand in braces.");
      return;
    }
    for (const name of wish.keys()) if (name !== this.table.key) wish.delete(name);
    for (const [name, each] of Object.entries(value)) wish.set(name, each);
  }

  get key() {
    return this.read ? this.read.key : (this.text.get(this.table.key) ?? "").trim();
  }

  async submit(event) {
    event?.preventDefault();
    if (this.busy) return;
    const { wish, told } = this.wish();
    const { table, key } = this;
    if (!this.read && !key && table.change !== "append") told.set(table.key, "Name the row: this is its key, and it stays.");
    if (key === "." || key === "..") told.set(table.key, "A key is not . or ..");
    this.told = told;
    this.failure = null;
    if (told.size) return toTrouble(this);
    if (this.read && JSON.stringify(wish) === JSON.stringify(this.value)) return this.end(this.read);
    this.busy = true;
    try {
      this.end(await this.write(wish, key));
    } catch (failure) {
      this.failure = failure;
      toTrouble(this);
    } finally {
      this.busy = false;
    }
  }

  write(wish, key) {
    const { table, read } = this;
    if (!read && table.change === "append") return send(rowsOf(table.name), key ? { ...wish, [table.key]: key } : wish);
    const headers = { "If-Match": `"${read ? read.version : 0}"` };
    const patch = read && mayDo(table, "patch") ? patchOf(read.row, wish) : null;
    return patch
      ? send(rowsOf(table.name, key), patch, { method: "PATCH", headers })
      : send(rowsOf(table.name, key), wish, { method: "PUT", headers });
  }

  /** What others wrote becomes the beginning; what was typed here stays. */
  async overwrite() {
    this.busy = true;
    this.failure = null;
    try {
      this.read = await ask(rowsOf(this.table.name, this.key), { exact: true });
    } catch (failure) {
      this.failure = failure;
      return;
    } finally {
      this.busy = false;
    }
    this.submit();
  }

  end(row) {
    this.dispatchEvent(new CustomEvent("done", { detail: row }));
  }

  render() {
    const { read, failure, table } = this;
    const conflict = failure && isConflict(failure);
    const told = new Map([...(failure instanceof Refused ? troublesOf(failure) : []), ...this.told]);
    const elsewhere = [...told].filter(([name]) => !this.names.includes(name));
    const general = failure && !conflict && told.size === 0 ? [["", reason(failure)]] : elsewhere;
    return html`<form class="card row-form" @submit=${this.submit} @keydown=${this.sendByKey} novalidate aria-label=${read ? "Edit" : `Add to ${table.name}`}>
      ${conflict ? this.sides() : nothing}
      ${general.length ? html`<div class="trouble form-trouble" role="alert" tabindex="-1">${general.map(([name, words]) => html`<p>${name ? `${line(name, 80)}: ` : ""}${words}</p>`)}</div>` : nothing}
      ${read && this.row && this.row.version > read.version && !failure
        ? html`<p class="note" role="status"><bdi>${line(this.row.updatedBy, 80)}</bdi> changed it while you write. What you write is kept; both sides are shown should they differ.</p>`
        : nothing}
      <div class="form-grid">${this.names.map((name, index) => this.line(name, index, told.get(name)))}</div>
      <p class="deeds"><button class="primary" ?disabled=${this.busy}>${this.busy ? "Saving …" : read ? "Save" : "Add"}</button>
        <button type="button" class="quiet" @click=${() => this.end(null)}>Cancel</button></p>
    </form>`;
  }

  sendByKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  }

  line(name, index, trouble) {
    const { table, read } = this;
    const id = `field-${index}`;
    const isKey = name === table.key;
    const schema = this.schema(name);
    const needed = (isKey && table.change !== "append") || table.required.includes(name);
    const hint = isKey && !read ? (table.change === "append" ? "optional; without it the hub names the row" : "the key of the row") : hintOf(schema, needed);
    const kind = kindOf(schema, this.was(name));
    return formLine({ id, wide: !isKey && (kind.is === "json" || kind.long), label: name === "" ? "Fields" : (schema.title ?? name), hint, needed: needed || isKey, trouble, control: this.control(id, name, schema, { trouble, hint, fixed: isKey && !!read }) });
  }

  control(id, name, schema, { trouble, hint, fixed }) {
    const kind = name === this.table.key ? { is: "text" } : kindOf(schema, this.was(name));
    const text = this.text.get(name) ?? textOf(this.was(name), kind);
    const write = (event) => (this.text = new Map(this.text).set(name, event.target.value));
    const invalid = trouble ? "true" : nothing;
    const by = described(id, hint, trouble);
    if (kind.is === "choice") {
      return html`<select id=${id} aria-invalid=${invalid} aria-describedby=${by} @change=${write}>
        <option value="" .selected=${text === ""}>–</option>
        ${kind.values.map((value, at) => html`<option value=${at} .selected=${text === String(at)}>${line(typeof value === "string" ? value : JSON.stringify(value), 120)}</option>`)}</select>`;
    }
    if (kind.is === "json" || kind.long) {
      return html`<textarea id=${id} rows=${kind.is === "json" ? 2 : 1} class=${kind.is === "json" ? "code" : ""} dir="auto" spellcheck=${kind.is === "json" ? "false" : nothing}
        .value=${text} aria-invalid=${invalid} aria-describedby=${by} @input=${write}></textarea>`;
    }
    return html`<input id=${id} autocomplete="off" dir="auto" inputmode=${kind.is === "number" ? "decimal" : nothing} .value=${text} ?disabled=${fixed}
      aria-invalid=${invalid} aria-describedby=${by} @input=${write}>`;
  }

  sides() {
    const { resource } = this.failure.problem.current;
    const { wish } = this.wish();
    const names = [...new Set([...Object.keys(this.value), ...Object.keys(wish), ...Object.keys(resource.row)])];
    const differ = names.filter((name) => JSON.stringify(own(resource.row, name)) !== JSON.stringify(own(wish, name)));
    return bothSides({
      who: `${line(resource.updatedBy, 80)} ${resource.deleted ? "deleted" : this.read ? "changed" : "made"} ${this.read ? "it" : "this row"} while you wrote. Nothing is lost: choose.`,
      fields: differ.map((name) => ({ name, stands: own(resource.row, name), yours: own(wish, name) })),
      mine: () => this.overwrite(),
      theirs: () => this.end(resource),
    });
  }
}

function hintOf(schema, needed) {
  const parts = [schema.description && line(schema.description, 200)];
  if (schema.format) parts.push(schema.format);
  if (schema.minimum !== undefined) parts.push(`from ${schema.minimum}`);
  if (schema.maximum !== undefined) parts.push(`to ${schema.maximum}`);
  if (schema.type === "array" || schema.type === "object") parts.push("JSON");
  if (!needed) parts.push("optional");
  return parts.filter(Boolean).join(", ") || null;
}

customElements.define("row-form", RowForm);
