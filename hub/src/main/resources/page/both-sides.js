/** Two who wrote the same thing: what stands at the hub, and what was to be written, side by side, with both ways on. */
import { html, nothing } from "./lit.js";
import { shown } from "./plain-text.js";
import { wordsOf } from "./changed-value.js";

/**
 * @param who changed it meanwhile, as text or template
 * @param fields each with `name`, `stands` and `yours`
 * @param mine writes what was to be written all the same; `theirs` lets it be
 */
export function bothSides({ who, fields, mine, theirs }) {
  return html`<div class="sides both" role="alert" tabindex="-1">
    <p>${who}</p>
    ${fields.length
      ? html`<table><thead><tr><th scope="col"><span class="unseen">Field</span></th><th scope="col">Stands at the hub</th><th scope="col">Yours</th></tr></thead>
        <tbody>${fields.map(
          ({ name, stands, yours }) => html`<tr><th scope="row"><bdi>${shown(name)}</bdi></th><td dir="auto" data-side="Stands">${side(stands)}</td><td dir="auto" data-side="Yours">${side(yours)}</td></tr>`,
        )}</tbody></table>`
      : nothing}
    <p class="deeds"><button type="button" class="primary" @click=${mine}>Write mine</button>
      <button type="button" @click=${theirs}>Keep what stands</button></p>
  </div>`;
}

const side = (value) => (value === undefined || value === "" ? html`<span class="hint">nothing</span>` : html`<span class="as-it-is">${wordsOf(value)}</span>`);

/** Whether the hub says that somebody was faster. */
export const isConflict = (failure) => (failure.status === 409 || failure.status === 412) && !!failure.problem?.current;
