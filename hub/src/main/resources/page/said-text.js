/** What went into a step and came out of it: a chat as a chat, JSON folded, everything else as the text that it is. */
import { html, nothing } from "./lit.js";
import { line, shown } from "./plain-text.js";
import { written } from "./written-text.js";
import "./json-tree.js";

/** Of a longer chat the last so many turns. */
const TURNS_MAX = 200;

/**
 * @param value any JSON
 * @param last of a chat only what came last: whoever shows turns one below another has shown the others
 */
export function said(value, last = false) {
  if (typeof value === "string") return html`<pre class="plain-said" tabindex="0" dir="auto">${shown(value)}</pre>`;
  const all = turnsOf(value);
  const newest = last && all ? all.slice(all.findLastIndex(({ role }) => role !== "user") + 1) : [];
  const turns = newest.length ? newest : all;
  if (!turns) return html`<div class="json"><json-tree .value=${value} open></json-tree></div>`;
  const { messages, choices, ...rest } = Array.isArray(value) || isTurn(value) ? {} : value;
  const left = turns.length - TURNS_MAX;
  return html`<div class="chat">${left > 0 ? html`<p class="hint">${left} turns before these</p>` : nothing}${turns.slice(-TURNS_MAX).map(turn)}</div>
    ${Object.keys(rest).length ? html`<div class="json"><json-tree .value=${rest}></json-tree></div>` : nothing}`;
}

const isTurn = (each) => each !== null && typeof each === "object" && typeof each.role === "string" && ["content", "parts", "tool_calls"].some((name) => name in each);

/** The turns of a chat; null where it is none. */
function turnsOf(value) {
  if (value === null || typeof value !== "object") return null;
  const list = [value, value.messages, value.choices?.map?.((choice) => choice?.message)].find(Array.isArray) ?? [value];
  return list.length && list.every(isTurn) ? list : null;
}

function turn({ role, content, parts, tool_calls: calls }) {
  return html`<div class="turn"><p class="who">${line(role, 40)}</p><div class="text" dir="auto">
    ${pieces(parts ?? content)}${Array.isArray(calls) ? calls.map(call) : nothing}</div></div>`;
}

function pieces(content) {
  if (content === null || content === undefined || content === "") return nothing;
  if (typeof content === "string") return written(content);
  if (!Array.isArray(content)) return html`<json-tree .value=${content}></json-tree>`;
  return content.map((piece) => {
    const text = typeof piece === "string" ? piece : [piece?.text, piece?.content].find((each) => typeof each === "string");
    return text === undefined || (piece.type && !/text/.test(piece.type)) ? html`<json-tree .name=${piece?.type ?? "part"} .value=${piece}></json-tree>` : written(text);
  });
}

function call(each) {
  const { name, arguments: given } = each?.function ?? each ?? {};
  return html`<json-tree .name=${`calls ${name ?? "a tool"}`} .value=${parsed(given)} open></json-tree>`;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text ?? null;
  }
}
