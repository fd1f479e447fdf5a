/** One line of a form: label, control, what it is for, and what is wrong with it. */
import { html, nothing } from "./lit.js";

/**
 * @param id of the control, which has `aria-describedby` of {@link described}
 * @param trouble what the hub says against it
 */
export const formLine = ({ id, label, hint, trouble, control, needed, wide }) => html`<div class="form-line ${wide ? "wide" : ""}">
  <p class="says"><label for=${id}><bdi>${label}</bdi>${needed ? nothing : html`<span class="unseen">, optional</span>`}</label>
    ${hint ? html`<span class="hint" id="${id}-hint" dir="auto">${hint}</span>` : needed ? nothing : html`<span class="hint" aria-hidden="true">optional</span>`}</p>
  ${control}
  ${trouble ? html`<p class="trouble" id="${id}-trouble">${trouble}</p>` : nothing}
</div>`;

export const described = (id, hint, trouble) => [hint && `${id}-hint`, trouble && `${id}-trouble`].filter(Boolean).join(" ") || nothing;

/** What the hub says against single fields, by the first step of their pointers; what is of none is under "". */
export function troublesOf(failure) {
  const troubles = new Map();
  for (const { pointer, detail } of failure.problem?.errors ?? []) {
    const [, first = "", ...deeper] = pointer.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    const words = deeper.length ? `${deeper.join(" / ")}: ${detail}` : detail;
    troubles.set(first, troubles.has(first) ? `${troubles.get(first)}. ${words}` : words);
  }
  return troubles;
}

/** What is wrong first has the focus. */
export async function toTrouble(form) {
  await form.updateComplete;
  form.querySelector('[aria-invalid="true"], .form-trouble, .sides')?.focus();
}
