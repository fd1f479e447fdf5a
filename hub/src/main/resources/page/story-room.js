/** One stream as a story: everything that happened to one thing, from its first event on. */
import { html, nothing } from "./lit.js";
import { hash } from "./address.js";
import { LogPart } from "./log-part.js";
import { line } from "./plain-text.js";
import { unread, unready } from "./trouble.js";

export const view = (address) => html`<story-room .address=${address}></story-room>`;

/** Where the thing itself is shown. */
const ROOMS = { question: (id) => [["questions", id], "Open the question"] };

class StoryRoom extends LogPart {
  get subject() {
    return this.address.parts.slice(1).join("/");
  }

  get wanted() {
    return { log: this.address.query.get("log") || "main", types: "", subject: this.subject };
  }

  get items() {
    return this.tail.events.toReversed();
  }

  render() {
    const { tail, subject } = this;
    const log = this.log === "main" ? "" : this.log;
    const [to, words] = ROOMS[this.address.parts[1]]?.(this.address.parts[2]) ?? [];
    return html`<div class="room log story">
      <p class="back"><a href=${hash(["log"], { log })}>← Log</a></p>
      <h1 dir="auto">${line(subject, 300)}</h1>
      <p class="meta"><a href=${hash(["log"], { log, subject })}>In the log</a>${to ? html`<a href=${hash(to)}>${words}</a>` : nothing}</p>
      ${tail.state === "failed" ? unread("This story cannot be read", tail.failure, () => tail.anew()) : tail.state === "loading" ? unready(2) : this.told()}
    </div>`;
  }

  told() {
    const { items, tail } = this;
    if (items.length === 0) {
      return html`<div class="empty"><h2>Nothing is known of it</h2>
        <p>No event of this stream is in the log, or your key may not read them. The address may be of another hub, or of another space.</p></div>`;
    }
    return html`${this.away()}${tail.floor ? this.more() : nothing}
      <h2>What happened <span class="number">${items.length.toLocaleString()}</span></h2>
      ${this.rows(items, "What happened", true)}`;
  }
}

customElements.define("story-room", StoryRoom);
