/** What all components have in common: they render into the page itself, so that one style sheet holds for all. */
import { LitElement } from "./lit.js";

export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }
}
