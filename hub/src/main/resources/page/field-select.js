/** A choice among words, in a row of filters; one that is in use is marked. */
import { html } from "./lit.js";
import { line } from "./plain-text.js";

/**
 * @param options pairs of a value and its words; the value "" for no choice
 * @param change hears the value that was chosen
 */
export const select = (name, label, options, now, change) => html`<label class="unseen" for="filter-${name}">${label}</label>
  <select id="filter-${name}" class=${now ? "used" : ""} @change=${(event) => change(event.target.value)}>
    ${options.map(([value, words]) => html`<option value=${value} ?selected=${now === value}>${words}</option>`)}
  </select>`;

/** Names as options, with the one that is chosen also where there is none of it any more. */
export const named = (names, now) => [...new Set(now ? [...names, now] : names)].map((name) => [name, line(name, 60)]);
