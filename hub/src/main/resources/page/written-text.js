/** The Markdown of a body, as nodes: the parser gives tokens, each becomes a template, and no text ever becomes HTML. */
import { html, nothing } from "./lit.js";
import { lexer } from "./marked.js";
import { shown } from "./plain-text.js";

/** Longer texts stand as they are: to parse them costs more than it shows. */
const PARSED_CHARS = 20_000;
const LINKS = new Set(["http:", "https:", "mailto:"]);

export function written(text) {
  const clean = shown(text);
  if (!clean.trim()) return nothing;
  if (clean.length > PARSED_CHARS) return html`<p class="as-it-is">${clean}</p>`;
  return lexer(clean, { gfm: true, breaks: true }).map(block);
}

/** The same in words alone, for a glance. */
export function plainWords(text) {
  const clean = shown(text);
  if (clean.length > PARSED_CHARS) return clean;
  return lexer(clean, { gfm: true }).map(wordsOf).join(" ");
}

function wordsOf(token) {
  if (token.type === "list") return token.items.map((item) => item.tokens.map(wordsOf).join(" ")).join(" · ");
  if (token.type === "table" || token.type === "html") return token.raw;
  if (token.tokens) return token.tokens.map(wordsOf).join(token.type === "blockquote" ? " " : "");
  return token.text ?? token.raw;
}

const all = (tokens) => (tokens ?? []).map(inline);

function block(token) {
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "heading":
      return html`<p class="heading">${all(token.tokens)}</p>`;
    case "paragraph":
      return html`<p>${all(token.tokens)}</p>`;
    case "code":
      return html`<pre tabindex="0"><code>${token.text}</code></pre>`;
    case "blockquote":
      return html`<blockquote>${token.tokens.map(block)}</blockquote>`;
    case "hr":
      return html`<hr>`;
    case "list": {
      const items = token.items.map((item) => html`<li>${box(item)}${item.tokens.map(block)}</li>`);
      return token.ordered ? html`<ol start=${token.start || 1}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case "table":
      return html`<div class="wide" tabindex="0" role="group" aria-label="Table"><table>
        <thead><tr>${token.header.map((cell) => html`<th scope="col">${all(cell.tokens)}</th>`)}</tr></thead>
        <tbody>${token.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${all(cell.tokens)}</td>`)}</tr>`)}</tbody>
      </table></div>`;
    case "text":
      return token.tokens ? all(token.tokens) : token.text;
    default:
      return html`<p class="as-it-is">${token.raw}</p>`;
  }
}

const box = (item) => (item.task ? (item.checked ? "☑ " : "☐ ") : nothing);

function inline(token) {
  switch (token.type) {
    case "strong":
      return html`<strong>${all(token.tokens)}</strong>`;
    case "em":
      return html`<em>${all(token.tokens)}</em>`;
    case "del":
      return html`<del>${all(token.tokens)}</del>`;
    case "codespan":
      return html`<code>${token.text}</code>`;
    case "br":
      return html`<br>`;
    case "link":
      return link(token.href, all(token.tokens));
    case "image":
      return link(token.href, token.text || token.href);
    case "escape":
      return token.text;
    case "text":
      return token.tokens ? all(token.tokens) : token.text;
    default:
      return token.raw;
  }
}

/** A link of somebody else: to another site, without a word of where it was found. */
export function link(href, words) {
  const to = URL.canParse(href) ? new URL(href) : null;
  if (!to || !LINKS.has(to.protocol)) return words;
  return html`<a href=${to.href} target="_blank" rel="noopener noreferrer nofollow">${words}</a>`;
}
