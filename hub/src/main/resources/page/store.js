/** What is kept of the hub for the rooms to show. Tells of `change`, once for a burst of events. */
export class Store extends EventTarget {
  /** `empty` before the first reading, `loading`, `ready`, or `failed`. */
  state = "empty";
  failure = null;
  #told = false;

  become(state, failure = null) {
    this.state = state;
    this.failure = failure;
    this.changed();
  }

  /** Where nobody looks, there are no frames to wait for. */
  changed() {
    if (this.#told) return;
    this.#told = true;
    const tell = () => {
      this.#told = false;
      this.dispatchEvent(new Event("change"));
    };
    if (document.hidden) setTimeout(tell, 100);
    else requestAnimationFrame(tell);
  }
}
