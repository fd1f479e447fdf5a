/** What marks a question or a notification in a list: its urgency in a word, and its tags, which filter by a click. */
import { html, nothing } from "./lit.js";
import { go, hash, read } from "./address.js";
import { line } from "./plain-text.js";

const URGENCY = { 5: "urgent", 4: "high", 2: "low", 1: "lowest" };

export function urgency(thing) {
  const word = URGENCY[thing.priority];
  return word ? html`<span class="urgency of-${thing.priority}">${word}</span>` : nothing;
}

export const tags = (thing) =>
  thing.tags.map(
    (tag) => html`<button type="button" class="tag" title="Only what has this tag" @click=${(event) => only(event, tag)}><bdi>${line(tag, 40)}</bdi></button>`,
  );

function only(event, tag) {
  event.stopPropagation();
  const { parts, query } = read();
  go(hash(parts[0] === "inbox" ? parts : ["inbox"], { ...Object.fromEntries(query), tag }), true);
}
