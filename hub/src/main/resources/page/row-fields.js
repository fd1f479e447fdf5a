/** What a JSON Schema makes of a field in a form: which control, which text is in it, and which value a text is. Pure. */

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** A longer text has a control of more lines. */
const LONG = 120;

/**
 * @param value that is there now; one that does not fit the schema is edited as JSON
 * @returns `is`: `choice` with its `values`, `number`, `text` (maybe `long`), or `json`
 */
export function kindOf(schema, value) {
  const types = [schema.type ?? []].flat();
  const type = types.filter((each) => each !== "null");
  if (schema.enum || schema.const !== undefined) return fits({ is: "choice", values: schema.enum ?? [schema.const] }, value);
  if (type.length !== 1) return { is: "json" };
  switch (type[0]) {
    case "boolean":
      return fits({ is: "choice", values: types.includes("null") ? [true, false, null] : [true, false] }, value);
    case "integer":
    case "number":
      return value === undefined || isNumber(value) ? { is: "number" } : { is: "json" };
    case "string":
      if (value !== undefined && typeof value !== "string") return { is: "json" };
      return { is: "text", long: !schema.format && (schema.maxLength ?? LONG + 1) > LONG };
    default:
      return { is: "json" };
  }
}

const fits = (kind, value) => (value === undefined || indexOf(kind, value) >= 0 ? kind : { is: "json" });

const indexOf = ({ values }, value) => values.findIndex((each) => JSON.stringify(each) === JSON.stringify(value));

/** A field of a row; a row may lack one that every object has, `constructor`. */
export const own = (row, name) => (Object.hasOwn(row, name) ? row[name] : undefined);

export const isNumber = (value) => typeof value === "number" || !!JSON.isRawJSON?.(value);

/** As a control has it. */
export function textOf(value, kind) {
  if (value === undefined) return "";
  if (kind.is === "choice") return String(indexOf(kind, value));
  if (kind.is === "text") return value;
  return kind.is === "json" ? JSON.stringify(value, null, 1) : JSON.stringify(value);
}

/** @returns `value`, undefined for none; or `trouble` */
export function valueOf(text, kind, schema, needed) {
  const none = needed && [schema.type].flat().includes("null") ? null : undefined;
  if (text.trim() === "" && (kind.is !== "text" || !needed)) return { value: none };
  if (kind.is === "text") return { value: text };
  if (kind.is === "choice") return { value: kind.values[Number(text)] };
  // What is no number is told by the hub, in the words of the schema.
  if (kind.is === "number") return { value: NUMBER.test(text.trim()) ? exactly(text.trim()) : text };
  try {
    return { value: JSON.parse(text, JSON.rawJSON ? (key, value, { source }) => (typeof value === "number" ? exactly(source) : value) : undefined) };
  } catch (failure) {
    return { trouble: `This is no JSON: ${failure.message}. A text stands in quotes.` };
  }
}

const exactly = (digits) => (digits.length > 15 && JSON.rawJSON ? JSON.rawJSON(digits) : Number(digits));

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && !isNumber(value);

/** The merge patch (RFC 7396) that makes one of the other; null where there is none, for it cannot write a null. */
export function patchOf(before, after) {
  const patch = new Map();
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) patch.set(name, null);
  for (const [name, value] of Object.entries(after)) {
    const was = own(before, name);
    if (JSON.stringify(value) === JSON.stringify(was)) continue;
    const written = isObject(value) ? patchOf(isObject(was) ? was : {}, value) : value;
    if (written === null) return null;
    patch.set(name, written);
  }
  return Object.fromEntries(patch);
}
