/** A notification in the inbox: a line, and all of it when it is opened. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { may } from "./hub.js";
import { inbox } from "./inbox-store.js";
import { line, shown } from "./plain-text.js";
import { link, written } from "./written-text.js";
import { tags, urgency } from "./item-marks.js";
import { waits } from "./things.js";
import "./live-time.js";

const WORDS = { acknowledge: "Acknowledging", resolve: "Resolving" };

class NotificationRow extends Part {
  static properties = {
    notification: { attribute: false },
    chosen: { type: Boolean },
    marked: { type: Boolean },
    open: { type: Boolean },
    version: { attribute: false },
  };

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: detail ?? this.notification.id }));
  }

  render() {
    const { notification } = this;
    const held = inbox.held.get(notification.id);
    const shut = (notification.state !== "open" && notification.state !== "acknowledged") || held;
    const title = line(notification.title, 500);
    return html`<article class="row notification ${notification.state} ${this.chosen ? "chosen" : ""} ${held ? "held" : ""}"
      tabindex=${this.chosen ? "0" : "-1"} aria-label=${`Notification: ${line(notification.title, 120)}`}>
      ${may("notification.resolve")
        ? html`<input type="checkbox" aria-label=${`Mark ${title}`} .checked=${this.marked} ?disabled=${!!shut} @change=${() => this.tell("mark")}>`
        : nothing}
      <div class="what">
        <h3 dir="auto"><button type="button" class="plain" aria-expanded=${String(!!this.open)} @click=${() => this.tell("unfold")}>${title}</button>
          ${notification.count > 1 ? html`<span class="count" title="Told so often">×${notification.count}</span>` : nothing}</h3>
        <p class="meta">${urgency(notification)}<bdi>${line(notification.source, 80)}</bdi> <live-time .at=${notification.updatedAt}></live-time>${tags(notification)}
          ${waits(notification) && notification.expiresAt ? html`<live-time class="deadline" ahead .at=${notification.expiresAt}></live-time>` : nothing}
          ${held ? html`<span class="state">${WORDS[held.verb]} …</span>` : this.state()}</p>
        ${this.open ? this.whole() : nothing}
      </div>
      ${shut ? nothing : html`<div class="deeds">
        ${notification.state === "open" && may("notification.acknowledge")
          ? html`<button type="button" class="quiet" @click=${() => this.tell("acknowledge")}>Acknowledge</button>`
          : nothing}
        ${may("notification.resolve") ? html`<button type="button" class="quiet" @click=${() => this.tell("resolve")}>Resolve</button>` : nothing}
      </div>`}
    </article>`;
  }

  state() {
    const { state, acknowledgedBy, resolvedBy } = this.notification;
    if (state === "acknowledged") return html`<span class="state">seen by <bdi>${line(acknowledgedBy, 80)}</bdi></span>`;
    if (state === "resolved") return html`<span class="state">resolved by <bdi>${line(resolvedBy, 80)}</bdi></span>`;
    return state === "expired" ? html`<span class="state">its time is over</span>` : nothing;
  }

  whole() {
    const { notification } = this;
    return html`<div class="whole">
      <div class="text" dir="auto">${written(notification.body)}</div>
      ${notification.link ? html`<p>${link(notification.link, line(notification.link, 200))}</p>` : nothing}
      ${notification.comment ? html`<p class="hint">Comment: ${line(notification.comment, 4096)}</p>` : nothing}
      ${notification.data ? html`<details><summary>Data</summary><pre tabindex="0"><code>${shown(JSON.stringify(notification.data, null, 2))}</code></pre></details>` : nothing}
      ${!notification.body && !notification.link && !notification.data ? html`<p class="hint">There is no more to it than its title.</p>` : nothing}
    </div>`;
  }
}

customElements.define("notification-row", NotificationRow);
