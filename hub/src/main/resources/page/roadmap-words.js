/** What a step of the roadmap did, in words. */
import { line } from "./plain-text.js";
import { STATUS_WORDS } from "./roadmap-store.js";

const VERBS = {
  "roadmap.added": "added",
  "roadmap.updated": "rewrote",
  "roadmap.moved": "moved",
  "roadmap.status_set": "set",
  "roadmap.removed": "removed",
};

/** `jane set PRIORITY 3 to done`, without who. */
export function inWords(step) {
  const thing = `${line(step.key, 80)}: ${line(step.title, 80)}`;
  if (step.type !== "roadmap.status_set") return `${VERBS[step.type] ?? step.type} ${thing}`;
  const status = step.changes.find(({ field }) => field === "status")?.after;
  return status ? `set ${thing} to ${STATUS_WORDS[status].toLowerCase()}` : `commented on ${thing}`;
}

/** The same of one item, whose name is known. */
export function deedOf(step) {
  if (step.type === "roadmap.moved") return "moved it";
  if (step.type === "roadmap.removed") return "removed it";
  return { "roadmap.added": "added it", "roadmap.updated": "rewrote it" }[step.type] ?? "said where it stands";
}

/** The changes of a step as people read them: without the digits of a place. */
export const readable = (step) =>
  step.changes.filter(({ field }) => field !== "order").map(({ field, before, after }) => ({ field, before: asText(field, before), after: asText(field, after) }));

function asText(field, value) {
  if (field === "status") return STATUS_WORDS[value]?.toLowerCase();
  return Array.isArray(value) ? value.join("\n") || undefined : value;
}
