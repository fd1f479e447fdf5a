/** All of one step of a trace, or of the trace itself: what it was told and said, what it took and cost, how it was judged. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { mayRead } from "./hub.js";
import { duration, money, whole } from "./amounts.js";
import { line, shown } from "./plain-text.js";
import { said } from "./said-text.js";
import { TRACE } from "./trace-waterfall.js";
import { text } from "./trace-store.js";
import "./copy-line.js";
import "./live-time.js";

class TraceDetails extends Part {
  static properties = {
    store: { attribute: false },
    of: { attribute: false },
    edition: { attribute: false },
    item: { state: true },
    failure: { state: true },
    large: { state: true },
  };

  willUpdate(changed) {
    if (changed.has("of")) {
      this.item = null;
      this.large = {};
    }
    if (changed.has("of") || changed.has("edition")) this.load();
  }

  async load() {
    const { of } = this;
    this.failure = null;
    try {
      const item = await this.store.details(of === TRACE ? "" : of);
      if (of === this.of) this.item = item;
    } catch (failure) {
      if (of === this.of) this.failure = failure;
    }
  }

  render() {
    const { item, failure } = this;
    if (failure) {
      return html`<div role="alert"><p>${failure.status === 404 ? "There is no such step in this trace, or not yet." : line(failure.message)}</p>
        <p><button type="button" @click=${this.load}>Try again</button></p></div>`;
    }
    if (!item) return html`<div class="ghost low" role="status" aria-label="Loading"></div>`;
    return item.traceId ? this.step(item) : this.whole(item);
  }

  whole(trace) {
    return html`<h2 dir="auto">${line(trace.name ?? trace.id, 300)}</h2>
      ${trace.incomplete ? html`<p class="trouble">The hub could not read all that was said of it.</p>` : nothing}
      ${this.problems()}
      ${this.facts([["Id", trace.id], ["Release", trace.release], ["Version", trace.version]])}
      ${this.common(trace, this.store.trace.scores)}`;
  }

  step(step) {
    const human = step.type === "HUMAN";
    const question = human && mayRead("questions") ? step.metadata?.question : undefined;
    return html`<h2 dir="auto">${line(step.name ?? step.id, 300)}</h2>
      <p class="meta"><span>${human ? "people were asked" : step.type.toLowerCase()}</span>
        <span>${step.endTime || step.type === "EVENT" ? duration(step.durationMicros) : "runs"}</span>
        <live-time .at=${step.startTime}></live-time>
        ${step.level === "DEFAULT" ? nothing : html`<span class=${step.level === "ERROR" ? "trouble" : ""}>${step.level.toLowerCase()}</span>`}</p>
      ${step.statusMessage ? html`<p class=${step.level === "ERROR" ? "trouble" : "hint"}>${line(step.statusMessage, 2000)}</p>` : nothing}
      ${typeof question === "string" ? html`<p><a href=${hash(["questions", question])}>The question</a></p>` : nothing}
      ${this.facts([
        ["Model", step.model],
        ["First token", step.timeToFirstTokenMicros === undefined ? undefined : `after ${duration(step.timeToFirstTokenMicros)}`],
        ["Cost", step.cost === undefined ? (step.model && step.totalTokens ? "unknown: the model has no price" : undefined) : `${money(step.cost)}${step.costBy && step.costBy !== "given" ? `, by the price of ${step.costBy.replace(/@[^@]*$/, "")}` : ""}`],
        ["Prompt", step.promptName && `${step.promptName}${step.promptVersion === undefined ? "" : `, ${step.promptVersion}`}`],
        ["Version", step.version],
        ...Object.entries(step.usage ?? {}).map(([kind, count]) => [`Tokens, ${kind}`, typeof count === "number" ? whole(count) : String(count)]),
        ["Id", step.id],
      ])}
      ${this.common(step, this.store.trace.scores?.filter((score) => score.observationId === step.id))}
      ${this.json("Parameters of the model", step.modelParameters)}`;
  }

  common(item, scores) {
    return html`${scores?.length ? this.scores(scores) : nothing}
      ${this.text("Input", "input", item)}${this.text("Output", "output", item)}${this.json("Metadata", item.metadata)}`;
  }

  facts(facts) {
    const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== "");
    return known.length ? html`<dl class="facts">${known.map(([name, value]) => html`<div><dt>${line(name, 80)}</dt><dd><bdi>${line(value, 400)}</bdi></dd></div>`)}</dl>` : nothing;
  }

  scores(scores) {
    return html`<section><h3>Scores</h3><dl class="facts">${scores.map((score) => html`<div><dt>${line(score.name, 80)}</dt>
      <dd><bdi>${line(score.stringValue ?? score.textValue ?? score.value ?? "", 200)}</bdi>${score.comment ? html` <span class="hint">${line(score.comment, 1000)}</span>` : nothing}</dd></div>`)}</dl></section>`;
  }

  problems() {
    const { problems } = this.store;
    if (!problems.length) return nothing;
    return html`<details class="problems"><summary>${problems.length === 1 ? "1 warning" : `${problems.length} warnings`}</summary>
      <ul>${problems.map((problem) => html`<li>${line(problem.detail, 400)}${problem.excerpt ? html` <code>${line(problem.excerpt, 200)}</code>` : nothing}</li>`)}</ul></details>`;
  }

  text(title, field, item) {
    const large = item.large?.find((each) => each.field === field);
    const value = this.large[field] ?? item[field];
    if (value === undefined && !large) return nothing;
    return html`<section><h3>${title}</h3>${value === undefined
      ? html`<p><button type="button" @click=${() => this.fetch(large)}>Show all ${whole(large.chars)} characters</button></p>`
      : value === null || value === "" ? html`<p class="hint">empty</p>` : said(value)}</section>`;
  }

  async fetch({ field, href }) {
    const { of } = this;
    try {
      const value = await text(href);
      if (of === this.of) this.large = { ...this.large, [field]: value };
    } catch (failure) {
      this.failure = failure;
    }
  }

  json(title, value) {
    if (value === undefined || value === null || (typeof value === "object" && !Object.keys(value).length)) return nothing;
    return html`<details class="more-of"><summary>${title}</summary>${typeof value === "object" ? html`<div class="json"><json-tree .value=${value} open></json-tree></div>` : html`<pre tabindex="0">${shown(value)}</pre>`}</details>`;
  }
}

customElements.define("trace-details", TraceDetails);
