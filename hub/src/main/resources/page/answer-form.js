/** How a question is answered: by a button, a choice from a list, or a text; or why it cannot be, and what became of it. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { Away, may, me } from "./hub.js";
import { inbox } from "./inbox-store.js";
import { line, shown } from "./plain-text.js";
import { say } from "./toast-line.js";
import "./live-time.js";

/** More are chosen from a list. */
const BUTTONS_MAX = 9;

const APPROVAL = [
  { value: "approve", label: "Approve" },
  { value: "decline", label: "Decline" },
];

/** The options of a question, as they may be answered; none of a text. */
export const optionsOf = (question) =>
  question.kind === "approval" ? APPROVAL : question.options;

export const labelOf = (question, value) => {
  const option = optionsOf(question).find((each) => each.value === value);
  return line(option?.label ?? value, 120);
};

/** Why whoever is signed in cannot answer; null when they can. */
export function hindrance(question) {
  if (!may("question.answer")) return "Your key may read this, and not answer it.";
  if (me.role === "bot") return "A bot answers for somebody whom it names; this page does not.";
  if (question.excludeAsker && me.name === question.askedBy) return "You asked this; somebody else is to answer.";
  return null;
}

class AnswerForm extends Part {
  static properties = { question: { attribute: false }, full: { type: Boolean }, keys: { type: Boolean }, tick: { attribute: false } };

  #comment = () => this.querySelector('[name="comment"]')?.value.trim() || undefined;

  async give(value) {
    const { question } = this;
    if (inbox.sent.has(question.id) || hindrance(question) || question.state !== "pending") return;
    const done = await inbox.answer(question, value, this.#comment());
    if (done) say(`Answered: ${labelOf(question, value)}`);
  }

  /** The answer with this number, from 1 on; whether there is one. */
  giveNumber(number) {
    const option = optionsOf(this.question)[number - 1];
    if (!option) return false;
    this.give(option.value);
    return true;
  }

  submit(event) {
    event.preventDefault();
    const value = new FormData(event.target).get("value");
    if (value?.trim()) this.give(value);
    else this.querySelector('[name="value"]').focus();
  }

  render() {
    const { question } = this;
    if (question.state !== "pending") return inbox.refused.has(question.id) && question.answer ? this.refusal() : outcome(question);
    const why = hindrance(question);
    if (why) return html`<p class="hint">${why}</p>`;
    return html`${this.refusal()}${this.full ? this.comment() : nothing}${this.ways()}`;
  }

  ways() {
    const options = optionsOf(this.question);
    const busy = inbox.sent.has(this.question.id);
    if (options.length === 0) return this.text(busy);
    if (options.length > BUTTONS_MAX) return this.list(options, busy);
    const described = this.full && options.some((option) => option.description);
    return html`<div class="answers ${described ? "described" : ""}" role="group" aria-label="Answer">
      ${options.map((option, index) => this.button(option, index, busy))}
    </div>`;
  }

  button(option, index, busy) {
    const sent = inbox.sent.get(this.question.id) === option.value;
    const help = this.full && option.description ? html`<small>${line(option.description, 4096)}</small>` : nothing;
    return html`<button type="button" class="answer" ?disabled=${busy} aria-busy=${sent ? "true" : nothing}
      @click=${() => this.give(option.value)}>${this.keys ? html`<kbd aria-hidden="true">${index + 1}</kbd>` : nothing}<span
      dir="auto">${line(option.label ?? option.value, 200)}${help}</span></button>`;
  }

  list(options, busy) {
    const id = `answer-${this.question.id}`;
    return html`<form class="answers" @submit=${this.submit}>
      <label class="unseen" for=${id}>Answer</label>
      <select id=${id} name="value" required ?disabled=${busy}>
        <option value="">Choose an answer</option>
        ${options.map((option) => html`<option value=${option.value}>${line(option.label ?? option.value, 200)}</option>`)}
      </select>
      <button class="primary" ?disabled=${busy}>${busy ? "Sending …" : "Answer"}</button>
    </form>`;
  }

  text(busy) {
    const id = `answer-${this.question.id}`;
    const refused = inbox.refused.get(this.question.id);
    return html`<form class="answers written" @submit=${this.submit}>
      <label class="unseen" for=${id}>Answer</label>
      <textarea id=${id} name="value" rows=${this.full ? 4 : 1} maxlength="4096" placeholder="Your answer" ?disabled=${busy} dir="auto"
        .defaultValue=${refused?.value ?? ""} @keydown=${this.sendByKey}></textarea>
      <button class="primary" ?disabled=${busy}>${busy ? "Sending …" : "Answer"}</button>
    </form>`;
  }

  sendByKey(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
  }

  comment() {
    return html`<details class="field"><summary>Add a comment</summary>
      <textarea name="comment" aria-label="Comment, which stands beside the answer" rows="2" maxlength="4096" dir="auto"></textarea></details>`;
  }

  /** What the hub said against the last answer, with both sides. */
  refusal() {
    const refused = inbox.refused.get(this.question.id);
    if (!refused) return nothing;
    const { failure, value } = refused;
    const winner = failure.problem?.answer ?? this.question.answer;
    if (winner) {
      return html`<div class="sides" role="alert">
        <p>Somebody was faster. The first answer stands.</p>
        <dl>
          <div><dt>Stands</dt><dd><strong dir="auto">${labelOf(this.question, winner.value)}</strong> by ${whoOf(winner)}, <live-time .at=${winner.at}></live-time></dd></div>
          <div><dt>Yours</dt><dd><span dir="auto">${labelOf(this.question, value)}</span>, not taken</dd></div>
        </dl>
        ${winner.comment ? html`<p class="as-it-is" dir="auto">${shown(winner.comment)}</p>` : nothing}
      </div>`;
    }
    const away = failure instanceof Away;
    const words = away ? "The hub did not answer. Your answer is kept here; give it again." : failure.message;
    return html`<p class="trouble" role="alert">${words}</p>`;
  }
}

export const whoOf = (answer) => {
  if (answer.source === "default") return "nobody: the default, when the time was over";
  return answer.onBehalfOf ? `${line(answer.onBehalfOf, 120)} (through ${line(answer.by, 120)})` : line(answer.by, 120);
};

function outcome(question) {
  const { answer } = question;
  if (question.state === "answered") {
    const mine = answer.by === me?.name && answer.source !== "default" && !answer.onBehalfOf;
    return html`<div class="outcome"><p><span class="mark" aria-hidden="true">✓</span> <strong dir="auto">${labelOf(question, answer.value)}</strong>
      <span class="hint">${mine ? "by you" : `by ${whoOf(answer)}`}, <live-time .at=${answer.at}></live-time></span></p>
      ${answer.comment ? html`<p class="as-it-is" dir="auto">${shown(answer.comment)}</p>` : nothing}</div>`;
  }
  const words = question.state === "expired" ? "Nobody answered in time." : "Cancelled: whoever asked needs no answer any more.";
  return html`<p class="outcome hint">${words}</p>`;
}

customElements.define("answer-form", AnswerForm);
