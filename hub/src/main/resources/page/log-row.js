/** One event in a list: when, what, of which stream, by whom; and all of it when it is opened. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { isAdmin } from "./hub.js";
import { line, shown } from "./plain-text.js";
import { positionOf } from "./log-tail.js";
import "./event-chain.js";
import "./live-time.js";

/** What says the most of an event, in the order in which it is looked for. */
const TELLING = ["title", "prompt", "text", "value", "name", "status", "comment", "reason"];

class LogRow extends Part {
  static properties = {
    event: { attribute: false },
    log: { attribute: false },
    chosen: { type: Boolean },
    open: { type: Boolean },
    /** Within the story of its stream: the version stands in the place of the stream. */
    story: { type: Boolean },
  };

  toggle() {
    this.dispatchEvent(new CustomEvent("unfold", { bubbles: true, detail: this.event.id }));
  }

  render() {
    const { event } = this;
    const said = told(event.data);
    return html`<article class="row event ${this.chosen ? "chosen" : ""}" tabindex=${this.chosen ? "0" : "-1"}
      aria-label=${`Event ${positionOf(event)}: ${line(event.type, 80)}`}>
      <p class="when"><live-time .at=${event.recordedtime}></live-time> <bdi>${line(event.actor, 120)}</bdi></p>
      <div class="what">
        <h3><button type="button" class="plain" aria-expanded=${String(!!this.open)} @click=${this.toggle}><code>${line(event.type, 120)}</code></button>
          ${this.story
            ? html`<span class="number">version ${event.streamversion}</span>`
            : html`<a class="stream" href=${storyOf(event.subject, this.log)}>${line(event.subject, 120)}</a>`}</h3>
        ${said ? html`<p class="said" dir="auto">${said}</p>` : nothing}
        ${this.open ? this.whole() : nothing}
      </div>
    </article>`;
  }

  whole() {
    const { event } = this;
    return html`<div class="whole">
      <pre tabindex="0" aria-label="Data"><code>${shown(JSON.stringify(event.data, null, 2))}</code></pre>
      <dl class="facts">
        ${fact("Position", positionOf(event).toLocaleString())}
        ${fact("Recorded", event.recordedtime)}
        ${event.time === event.recordedtime ? nothing : fact("Clock of the producer", event.time)}
        ${fact("Id", event.id)}
        ${event.correlationid ? fact("Belongs to", event.correlationid) : nothing}
        ${event.causationid ? fact("Caused by", event.causationid) : nothing}
      </dl>
      ${isAdmin() ? html`<event-chain .of=${this.event} .log=${this.log}></event-chain>` : nothing}
    </div>`;
  }
}

export const fact = (name, value) => html`<div><dt>${name}</dt><dd><code>${shown(value)}</code></dd></div>`;

/** Where the story of a stream is told. */
export function storyOf(subject, log) {
  const slash = subject.indexOf("/");
  return hash(["log", subject.slice(0, slash), subject.slice(slash + 1)], { log: log === "main" ? "" : log });
}

function told(data) {
  const name = TELLING.find((each) => typeof data[each] === "string" && data[each] !== "");
  if (name) return line(data[name], 240);
  return line(Object.entries(data).map(([field, value]) => `${field} ${typeof value === "string" ? value : JSON.stringify(value)}`).join(" · "), 240);
}

customElements.define("log-row", LogRow);
