/** Where a key is typed, once; and where the link of `signalbox open` leads. */
import { html, nothing } from "./lit.js";
import { Part } from "./part.js";
import { address, ask, Away, Refused } from "./hub.js";
import "./copy-line.js";

class SignIn extends Part {
  static properties = { why: { attribute: false }, trouble: { state: true }, busy: { state: true } };

  firstUpdated() {
    this.querySelector("#key")?.focus();
  }

  async submit(event) {
    event.preventDefault();
    const key = new FormData(event.target).get("key").trim();
    if (!key) {
      this.trouble = "Type the key, or paste it.";
      return;
    }
    this.busy = true;
    this.trouble = null;
    try {
      await ask("v1/sign-ins", { method: "POST", headers: { Authorization: `Bearer ${key}` }, signsIn: true });
      this.dispatchEvent(new Event("signed-in"));
    } catch (failure) {
      this.trouble = inWords(failure);
      this.updateComplete.then(() => this.querySelector("#key")?.select());
    } finally {
      this.busy = false;
    }
  }

  render() {
    return html`<main class="sign-in" id="main">
      <form @submit=${this.submit} aria-labelledby="sign-in-title" novalidate>
        <h1 id="sign-in-title">Sign in</h1>
        ${this.why ? html`<p class="note" role="status">${this.why}</p>` : nothing}
        <input type="text" name="username" autocomplete="username" value=${address} hidden>
        <label for="key">Key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" autocapitalize="off"
          aria-describedby=${this.trouble ? "key-trouble" : nothing} aria-invalid=${this.trouble ? "true" : nothing}>
        ${this.trouble ? html`<p class="trouble" id="key-trouble" role="alert">${this.trouble}</p>` : nothing}
        <button class="primary" ?disabled=${this.busy}>${this.busy ? "Signing in …" : "Sign in"}</button>
      </form>
      <section aria-labelledby="no-key">
        <h2 id="no-key">No key at hand?</h2>
        <p>On the machine of the hub, in its folder, this opens the page signed in:</p>
        <copy-line .text=${"signalbox open"}></copy-line>
        <p>Somebody with an admin key makes you one of your own:</p>
        <copy-line .text=${"signalbox keys create NAME --role user"}></copy-line>
      </section>
    </main>`;
  }
}

function inWords(failure) {
  if (failure instanceof Away) return "The hub does not answer. Is it running? Try again in a moment.";
  if (failure instanceof Refused && failure.status === 401) {
    return "This key does not open: it is mistyped, or was revoked, or has expired. Copy it again, or ask an admin for another.";
  }
  return failure.message;
}

/** Signs in with the ticket of a link; null when that worked, else why not. */
export async function byTicket(ticket) {
  try {
    await ask(`v1/sign-ins?ticket=${encodeURIComponent(ticket)}`, { method: "POST", signsIn: true });
    return null;
  } catch (failure) {
    const used = failure instanceof Refused && failure.status === 401;
    return used
      ? "That link was used already, or is older than a minute. signalbox open makes another; or type the key."
      : inWords(failure);
  }
}

customElements.define("sign-in", SignIn);
