/** The hub itself: how it is, who is let in, and what is kept of it; one section at a time. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { hash } from "./address.js";
import { events } from "./hub.js";
import { sections } from "./hub-sections.js";

export const view = (address) => html`<hub-room .address=${address}></hub-room>`;

class HubRoom extends Part {
  static properties = { address: { attribute: false }, shown: { state: true } };

  constructor() {
    super();
    this.ruled = () => this.open();
  }

  connectedCallback() {
    super.connectedCallback();
    events.addEventListener("rights", this.ruled);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    events.removeEventListener("rights", this.ruled);
  }

  willUpdate(changed) {
    if (changed.has("address")) this.open();
  }

  async open() {
    const wanted = this.address.parts[1] ?? sections[0].path;
    const section = sections.find((each) => each.path === wanted && each.for());
    const view = section && (await import(section.file)).view;
    if ((this.address.parts[1] ?? sections[0].path) !== wanted) return;
    this.shown = { section, view };
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
