/** One question: all that is asked, how it can be answered, and everything that happened to it. */
import { html, nothing } from "./lit.js";
import { InboxPart } from "./inbox-part.js";
import { isTaken } from "./room-part.js";
import { hash } from "./address.js";
import { ask, Away, mayRead } from "./hub.js";
import { inbox } from "./inbox-store.js";
import { line, shown } from "./plain-text.js";
import { written } from "./written-text.js";
import { tags, urgency } from "./item-marks.js";
import { optionsOf } from "./answer-form.js";
import "./copy-line.js";
import "./live-time.js";

export const view = (address) => html`<question-room .address=${address} .of=${address.parts[1]}></question-room>`;

const KINDS = { choice: "a choice", text: "a text", approval: "an approval" };

class QuestionRoom extends InboxPart {
  static properties = {
    address: { attribute: false },
    of: { attribute: false },
    failure: { state: true },
    history: { state: true },
  };

  get question() {
    return inbox.questions.get(this.of);
  }

  willUpdate(changed) {
    if (changed.has("of")) this.load();
    const version = this.question?.version;
    if (version && version !== this.told) {
      this.told = version;
      this.tell();
    }
  }

  async load() {
    this.failure = null;
    this.history = null;
    this.told = undefined;
    try {
      await inbox.open(["waiting"]);
      if (!this.question) await inbox.fetch("question", this.of);
    } catch (failure) {
      this.failure = failure;
    }
  }

  /** Its events, again with each that came. */
  async tell() {
    try {
      this.history = (await ask(`v1/streams/question/${encodeURIComponent(this.of)}`)).events;
    } catch {
      this.history = this.history ?? [];
    }
  }

  pressed(event) {
    if (isTaken(event)) return;
    if (/^[1-9]$/.test(event.key) && this.querySelector("answer-form")?.giveNumber(Number(event.key))) event.preventDefault();
  }

  render() {
    const { question } = this;
    return html`<div class="room question-room">
      <p class="back"><a href=${hash(["inbox"])}>← Inbox</a></p>
      ${question ? this.whole(question) : this.failure ? this.failed() : html`<div class="ghosts" role="status" aria-label="Loading"><div class="ghost"></div></div>`}
    </div>`;
  }

  whole(question) {
    return html`<article class="whole-question">
      <h1 dir="auto">${shown(question.prompt)}</h1>
      <p class="meta">${urgency(question)}<span><bdi>${line(question.askedBy, 200)}</bdi> asks for ${KINDS[question.kind] ?? "an answer"}</span>
        <live-time .at=${question.askedAt}></live-time>${tags(question)}
        ${question.traceId && mayRead("traces") ? html`<a href=${hash(["traces", question.traceId], { span: question.id })}>In its trace</a>` : nothing}
        ${question.expiresAt && question.state === "pending" ? html`<live-time class="deadline" ahead .at=${question.expiresAt}></live-time>` : nothing}</p>
      ${question.body ? html`<div class="text" dir="auto">${written(question.body)}</div>` : nothing}
      ${question.data ? html`<details><summary>Data</summary><pre tabindex="0"><code>${shown(JSON.stringify(question.data, null, 2))}</code></pre></details>` : nothing}
      ${question.state === "pending" && question.onExpiry === "default"
        ? html`<p class="hint">When the time is over the answer is <strong dir="auto">${line(question.defaultValue, 200)}</strong>.</p>`
        : nothing}
      <section aria-labelledby="answer-title"><h2 id="answer-title">${question.state === "pending" ? "Your answer" : "Answer"}</h2>
        <answer-form full ?keys=${optionsOf(question).length > 0} .question=${question} .tick=${this.changes}></answer-form>
      </section>
      <section aria-labelledby="history-title"><h2 id="history-title">What happened</h2>${this.events()}</section>
    </article>`;
  }

  events() {
    if (!this.history) return html`<p class="hint">…</p>`;
    return html`<ol class="history">${this.history.map(
      (event) => html`<li><live-time .at=${event.recordedtime}></live-time> <span><bdi>${line(event.actor, 120)}</bdi> ${inWords(event)}</span></li>`,
    )}</ol>`;
  }

  failed() {
    const { failure } = this;
    const gone = failure.status === 404;
    return html`<div class="empty" role="alert">
      <h1>${gone ? "There is no such question" : "The question cannot be read"}</h1>
      <p>${gone ? "Its address may be of another hub, or of another space." : failure instanceof Away ? "The hub does not answer." : failure.message}</p>
      <p>${gone ? html`<a href=${hash(["inbox"])}>To the inbox</a>` : html`<button type="button" class="primary" @click=${this.load}>Try again</button>`}</p>
    </div>`;
  }
}

function inWords({ type, data }) {
  switch (type) {
    case "question.asked":
      return "asked";
    case "question.answered":
      return html`${data.source === "default" ? "answered by the default" : "answered"} <strong dir="auto">${line(data.value, 200)}</strong>
        ${data.onBehalfOf ? html` for <bdi>${line(data.onBehalfOf, 120)}</bdi>` : nothing} <span class="hint">through ${line(data.via, 40)}</span>`;
    case "question.cancelled":
      return data.reason ? html`cancelled it: ${line(data.reason, 400)}` : "cancelled it";
    case "question.expired":
      return "ended it, since the time was over";
    default:
      return type;
  }
}

customElements.define("question-room", QuestionRoom);
