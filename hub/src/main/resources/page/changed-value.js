/** Values of fields as people read them, and one beside another so that the eye falls on what differs. */
import { html, nothing } from "./lit.js";
import { shown } from "./plain-text.js";

/** A value as text: a text is itself, a number has each digit that it came with, the rest is JSON. */
export function wordsOf(value, most = 4096) {
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  return shown(text.length > most ? `${text.slice(0, most)} …` : text);
}

/** What no difference begins or ends within: a word, or a character of two halves. */
const WITHIN = /[\p{L}\p{N}\p{Cs}]/u;

const cuts = (text, at) => at > 0 && at < text.length && WITHIN.test(text[at - 1]) && WITHIN.test(text[at]);

/** How many characters are the same at both ends of two texts. */
function common(was, is) {
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was[head] === is[head]) head++;
  while (cuts(was, head) || cuts(is, head)) head--;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === is.at(-1 - tail)) tail++;
  while (cuts(was, was.length - tail) || cuts(is, is.length - tail)) tail--;
  return [head, tail];
}

/** Of what is the same on both sides so much is shown around what differs. */
const AROUND = 60;

const before = (text) => (text.length > AROUND ? `… ${text.slice(-AROUND)}` : text);
const behind = (text) => (text.length > AROUND ? `${text.slice(0, AROUND)} …` : text);

/** One text that became another: what went, and what came, within what stayed. */
function edited(was, is) {
  const [head, tail] = common(was, is);
  const [gone, come] = [was.slice(head, was.length - tail), is.slice(head, is.length - tail)];
  return html`<span class="diff" dir="auto">${before(was.slice(0, head))}${gone ? html`<del>${gone}</del>` : nothing}${come
    ? html`<ins>${come}</ins>`
    : nothing}${tail ? behind(is.slice(is.length - tail)) : nothing}</span>`;
}

/** A field before and after; either is undefined where there was none. */
export function changed({ field, before: was, after: is }) {
  const [old, fresh] = [wordsOf(was), wordsOf(is)];
  const value =
    was === undefined
      ? html`<span class="diff" dir="auto"><ins>${fresh || "an empty text"}</ins></span>`
      : is === undefined
        ? html`<span class="diff" dir="auto"><del>${old || "an empty text"}</del></span>`
        : typeof was === "string" && typeof is === "string" && old && fresh && (old.length > 24 || fresh.length > 24)
          ? edited(old, fresh)
          : html`<span class="diff" dir="auto"><del>${old || "an empty text"}</del> → <ins>${fresh || "an empty text"}</ins></span>`;
  return html`<div class="change"><dt><bdi>${shown(field)}</bdi></dt><dd>${value}</dd></div>`;
}

export const changes = (all) => (all.length ? html`<dl class="changes">${all.map(changed)}</dl>` : nothing);
