/** The hub itself: how it is, who is let in, and what is kept of it; one section at a time. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { events } from "./hub.js";
import { news } from "./hub-news.js";
import { fileOf } from "./room-file.js";
import { unready } from "./trouble.js";
import { sections } from "./hub-sections.js";

export const view = (address) => html`<hub-room .address=${address}></hub-room>`;

class HubRoom extends Part {
  static properties = { address: { attribute: false }, shown: { state: true } };

  constructor() {
    super();
    this.ruled = () => this.open();
    // From one section to the next the stream stays.
    this.heard = () => {};
  }

  connectedCallback() {
    super.connectedCallback();
    events.addEventListener("rights", this.ruled);
    news.join(this.heard);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    events.removeEventListener("rights", this.ruled);
    news.leave(this.heard);
  }

  willUpdate(changed) {
    if (changed.has("address")) this.open();
  }

  wanted() {
    return this.address.parts[1] ?? sections[0].path;
  }

  async open() {
    const wanted = this.wanted();
    const section = sections.find((each) => each.path === wanted && each.for());
    const late = () => (this.shown = { section, view: () => unready() });
    const file = section && (await fileOf(section.file, () => this.isConnected && this.wanted() === wanted, late));
    if (file !== null) this.shown = { section, view: file?.view };
  }

  updated() {
    const here = this.querySelector(".sections [aria-current]");
    if (here === this.here) return;
    this.here = here;
    here?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  }

  render() {
    if (!this.shown) return nothing;
    const { section, view } = this.shown;
    return html`<div class="room hub-room">
      <h1 class="unseen">Hub</h1>
      <nav class="sections" aria-label="Sections">${sections
        .filter((each) => each.for())
        .map((each) => html`<a href=${hash(["hub", each.path])} aria-current=${each === section ? "page" : nothing}>${each.name}</a>`)}</nav>
      <div class="section">${section ? view() : this.none()}</div>
    </div>`;
  }

  none() {
    return html`<div class="empty"><h2>Nothing for your key is here</h2>
      <p>It may be for admins, or of another hub. <a href=${hash(["hub"])}>How the hub is</a> everybody sees.</p></div>`;
  }
}

customElements.define("hub-room", HubRoom);
