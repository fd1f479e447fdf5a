/**
 * Texts of others, as text: what has no shape of its own, or turns the direction of what stands behind it, is shown as
 * a mark, so that nobody reads another answer than the one that is sent.
 */

// C0 and C1 without tab and line feed, marks of direction, what joins or is not seen, and what is no character.
const UNSEEN =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

export const shown = (text) => String(text ?? "").replace(/\r\n?/g, "\n").toWellFormed().replace(UNSEEN, "\uFFFD");

/** The same in one line, cut. */
export function line(text, most = 300) {
  const one = shown(text).replace(/\s+/g, " ").trim();
  return one.length <= most ? one : `${one.slice(0, most)} …`;
}
