/** How many questions wait, where the page is not before one's eyes: title, icon, badge, and a notification of the system. */
import { line } from "./plain-text.js";
import { hash } from "./address.js";

const icon = document.querySelector('link[rel="icon"]');
const PLAIN = icon.href;
const LAMPS = '<rect width="32" height="32" rx="7" fill="#1c2430"/><circle cx="16" cy="10" r="5" fill="#d9422a"/><circle cx="16" cy="22" r="5" fill="#3fae5a"/>';

let counted = -1;

/** @param name of the room */
export function show(count, name) {
  document.title = `${count ? `(${count}) ` : ""}${name ? `${name} · ` : ""}Signalbox`;
  if (count === counted) return;
  counted = count;
  const number = count > 99 ? "99" : String(count);
  const badge = `<circle cx="21" cy="21" r="11" fill="#d9422a"/><text x="21" y="26" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="14" fill="#fff">${number}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${LAMPS}${badge}</svg>`;
  icon.href = count ? `data:image/svg+xml,${encodeURIComponent(svg)}` : PLAIN;
  navigator.setAppBadge?.(count).catch(() => {});
}

/** Whether a person may still be asked to allow notifications. */
export const mayAsk = () => "Notification" in window && Notification.permission === "default";

export const allow = () => Notification.requestPermission();

/** A question came while nobody looked. */
export function ring(question) {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const sign = new Notification(line(question.prompt, 120), { body: `${line(question.askedBy, 60)} asks`, tag: question.id, icon: PLAIN });
  sign.onclick = () => {
    window.focus();
    location.hash = hash(["questions", question.id]);
    sign.close();
  };
}
