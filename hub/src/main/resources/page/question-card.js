/** A question in the inbox: what is asked, by whom, how long there is, and the ways to answer. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { line } from "./plain-text.js";
import { plainWords } from "./written-text.js";
import { tags, urgency } from "./item-marks.js";
import "./answer-form.js";
import "./live-time.js";

class QuestionCard extends Part {
  static properties = {
    question: { attribute: false },
    chosen: { type: Boolean },
    // What is under way about it is kept in the store; another value draws it anew.
    version: { attribute: false },
  };

  get form() {
    return this.querySelector("answer-form");
  }

  render() {
    const { question } = this;
    const here = hash(["questions", question.id]);
    return html`<article class="card question ${question.state} ${this.chosen ? "chosen" : ""}" tabindex=${this.chosen ? "0" : "-1"}
      aria-label=${`Question: ${line(question.prompt, 120)}`}>
      <header>
        <h3 dir="auto"><a href=${here}>${line(question.prompt, 500)}</a></h3>
        ${question.state === "pending" && question.expiresAt
          ? html`<live-time class="deadline" ahead .at=${question.expiresAt}></live-time>`
          : nothing}
      </header>
      ${question.body ? html`<p class="body" dir="auto">${line(plainWords(question.body), 280)}</p>` : nothing}
      <p class="meta">${urgency(question)}<span><bdi>${line(question.askedBy, 80)}</bdi> asks</span>
        <live-time .at=${question.askedAt}></live-time>${tags(question)}</p>
      <answer-form .question=${question} .tick=${this.version} ?keys=${this.chosen}></answer-form>
    </article>`;
  }
}

customElements.define("question-card", QuestionCard);
