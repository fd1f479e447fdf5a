/** Carries a card by mouse, finger or pen to another place, which is marked on the way; Escape lets it be. */

/** So near to an edge of the window the page moves along. */
const EDGE = 90;
const STEP = 14;

/**
 * @param start the event that pressed the handle
 * @param card what is carried: within an `li` with the id of its thing
 * @param drop hears where it was let go: `id` of the row there and whether `behind` it, or neither, and the `status` of
 *     the column, if it was let go in one
 */
export function carry(start, card, drop) {
  if (start.button !== 0) return;
  start.preventDefault();
  const handle = start.target;
  const own = card.closest("li[data-id]").dataset.id;
  const scrolled = scrollY;
  let at = start;
  let place = null;
  let frame = 0;

  const follow = () => {
    card.style.translate = `${at.clientX - start.clientX}px ${at.clientY - start.clientY + scrollY - scrolled}px`;
    mark(placeAt(at.clientX, at.clientY, own));
    if (at.clientY < EDGE) scrollBy(0, -STEP);
    else if (at.clientY > innerHeight - EDGE) scrollBy(0, STEP);
    frame = requestAnimationFrame(follow);
  };
  const mark = (found) => {
    if (place) delete place.element.dataset.drop;
    place = found;
    if (place) place.element.dataset.drop = place.id ? (place.behind ? "behind" : "before") : "into";
  };
  const moved = (event) => {
    at = event;
  };
  const end = (event) => {
    cancelAnimationFrame(frame);
    const found = event.type === "pointerup" ? placeAt(event.clientX, event.clientY, own) : null;
    mark(null);
    card.style.translate = "";
    card.classList.remove("carried");
    for (const [type, hears] of heard) handle.removeEventListener(type, hears);
    document.removeEventListener("keydown", pressed, true);
    if (found) drop(found);
  };
  const pressed = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(event);
  };
  const heard = [["pointermove", moved], ["pointerup", end], ["pointercancel", end]];
  handle.setPointerCapture(start.pointerId);
  for (const [type, hears] of heard) handle.addEventListener(type, hears);
  document.addEventListener("keydown", pressed, true);
  card.classList.add("carried");
  frame = requestAnimationFrame(follow);
}

/** What is below the pointer; null where nothing can be put. */
function placeAt(x, y, own) {
  const below = document.elementFromPoint(x, y);
  const column = below?.closest("[data-status]");
  const status = column?.dataset.status;
  const row = below?.closest("li[data-id]");
  if (row && row.dataset.id !== own) {
    const box = row.getBoundingClientRect();
    return { element: row, id: row.dataset.id, behind: y > box.y + box.height / 2, status };
  }
  return column && !row ? { element: column, status } : null;
}
