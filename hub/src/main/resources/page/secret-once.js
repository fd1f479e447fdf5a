/** A secret that the hub tells this once, with a button that copies it. It is nowhere else, and gone with the page. */
import { html } from "./lit.js";
import { Part } from "./part.js";
import { line } from "./plain-text.js";
import "./copy-line.js";

class SecretOnce extends Part {
  static properties = { of: { attribute: false }, secret: { attribute: false }, hint: { attribute: false } };

  firstUpdated() {
    this.querySelector("section").focus();
  }

  render() {
    return html`<section class="secret" tabindex="-1" role="alert" aria-labelledby="secret-title">
      <h2 id="secret-title">The secret of ${line(this.of, 80)}</h2>
      <copy-line .text=${this.secret}></copy-line>
      <p>Copy it now: it is shown this once, and the hub keeps no more of it than its digest.${this.hint ? html` ${this.hint}` : ""}</p>
      <p><button type="button" @click=${() => this.dispatchEvent(new Event("kept"))}>I have it</button></p>
    </section>`;
  }
}

customElements.define("secret-once", SecretOnce);
