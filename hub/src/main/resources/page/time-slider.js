/** A slider over the steps of a history: each rest is behind one step, the last of all is today. */
import { html } from "./lit.js";
import { Part } from "./part.js";
import { whole } from "./clock.js";
import { line } from "./plain-text.js";

class TimeSlider extends Part {
  static properties = {
    // Oldest first, each with `position`, `at` and `by`.
    steps: { attribute: false },
    // A position, a time, or "now".
    at: { attribute: false },
    // What a step did, in words.
    words: { attribute: false },
    // Where it was drawn, until the address has it: what comes late does not draw it back.
    drawn: { state: true },
  };

  willUpdate() {
    if (this.at === this.drawn) this.drawn = null;
  }

  /** Where the slider rests: the newest step that was there already. */
  get index() {
    const { steps } = this;
    const at = this.drawn ?? this.at;
    if (at === "now") return steps.length;
    const time = /^\d+$/.test(at) ? null : Date.parse(at);
    let index = -1;
    while (index + 1 < steps.length && (time === null ? steps[index + 1].position <= Number(at) : Date.parse(steps[index + 1].at) <= time)) index++;
    return index;
  }

  choose(index) {
    const at = index >= this.steps.length ? "now" : String(this.steps[Math.max(0, index)].position);
    this.drawn = at;
    this.dispatchEvent(new CustomEvent("look", { detail: at }));
  }

  render() {
    const { index, steps } = this;
    const step = steps[Math.max(0, index)];
    const today = index >= steps.length;
    const told = today ? "Today" : `${whole(step.at)}: ${line(step.by, 60)} ${this.words(step)}`;
    return html`<div class="slider">
      <button type="button" class="quiet" aria-label="One step back" ?disabled=${index <= 0} @click=${() => this.choose(index - 1)}>‹</button>
      <input type="range" min="0" max=${steps.length} step="1" .value=${String(Math.max(0, index))} aria-label="As of" aria-valuetext=${told}
        @input=${(event) => this.choose(Number(event.target.value))}>
      <button type="button" class="quiet" aria-label="One step on" ?disabled=${today} @click=${() => this.choose(index + 1)}>›</button>
    </div>
    <p class="moment">${today
      ? html`<strong>Today</strong>`
      : html`<strong><time datetime=${step.at}>${whole(step.at)}</time></strong> <span>${index < 0 ? "before the steps that are shown" : html`<bdi>${line(step.by, 60)}</bdi> ${this.words(step)}`}</span>`}</p>`;
  }
}

customElements.define("time-slider", TimeSlider);
