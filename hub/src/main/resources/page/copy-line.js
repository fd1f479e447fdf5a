/** A line for a terminal, with a button that copies it. */
import { html } from "./lit.js";
import { Part } from "./part.js";

class CopyLine extends Part {
  static properties = { text: { attribute: false }, copied: { state: true } };

  async copy() {
    try {
      await navigator.clipboard.writeText(this.text);
      this.copied = true;
    } catch {
      // Without TLS, from another machine, there is no clipboard: it is selected, to be copied by hand.
      getSelection().selectAllChildren(this.querySelector("code"));
    }
    setTimeout(() => (this.copied = false), 2000);
  }

  render() {
    return html`<span class="copy-line"><code>${this.text}</code
      ><button type="button" class="quiet" @click=${this.copy}>${this.copied ? "Copied" : "Copy"}</button></span>`;
  }
}

customElements.define("copy-line", CopyLine);
