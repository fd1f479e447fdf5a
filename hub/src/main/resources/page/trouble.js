/** Why something could not be read or done, in words, and what to do next. */
import { html, nothing } from "./lit.js";
import { Away, Refused } from "./hub.js";
import "./copy-line.js";

export function reason(failure) {
  if (failure instanceof Away) return `${failure.message[0].toUpperCase()}${failure.message.slice(1)}.`;
  return failure instanceof Refused ? failure.message : String(failure);
}

/**
 * In the place of what could not be read.
 *
 * @param again tries it once more
 * @param next a line for a terminal that says more; none when none does
 */
export const unread = (title, failure, again, next = "signalbox doctor") => html`<div class="empty" role="alert">
  <h2>${title}</h2>
  <p>${reason(failure)}</p>
  <p><button type="button" class="primary" @click=${again}>Try again</button></p>
  ${next ? html`<p>Whether the hub runs, and what ails it, says:</p><copy-line .text=${next}></copy-line>` : nothing}
</div>`;

/** In the place of what is not here yet. */
export const unready = (rows = 3) =>
  html`<div class="ghosts" role="status" aria-label="Loading">${Array.from({ length: rows }, () => html`<div class="ghost"></div>`)}</div>`;
