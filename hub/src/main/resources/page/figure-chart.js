/** Values over time as a picture; who does not see it has the table beside it. */
import { html } from "./lit.js";
import { Part } from "./part.js";
import uPlot from "./uplot.js";

const HIGH = 180;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The colour of the line of that number, as the style sheet has it. */
export const colour = (index) => `--line-${(index % 7) + 1}`;

class FigureChart extends Part {
  static properties = { times: { attribute: false }, lines: { attribute: false }, format: { attribute: false }, label: { attribute: false }, bars: { type: Boolean }, told: { state: true } };

  #plot = null;

  constructor() {
    super();
    this.told = "";
    this.sized = new ResizeObserver(() => this.#plot?.setSize({ width: this.clientWidth, height: HIGH }));
    this.draw = this.draw.bind(this);
  }

  connectedCallback() {
    super.connectedCallback();
    dark.addEventListener("change", this.draw);
    this.sized.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    dark.removeEventListener("change", this.draw);
    this.sized.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  updated(changed) {
    if (changed.has("lines") || changed.has("times")) this.draw();
  }

  draw() {
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const ink = (name) => style.getPropertyValue(name).trim();
    const font = `12px ${style.fontFamily}`;
    const axis = { stroke: ink("--soft"), font, grid: { stroke: ink("--line"), width: 1 }, ticks: { show: false } };
    const one = this.lines.length === 1;
    const paths = this.bars && one ? uPlot.paths.bars({ size: [0.8, 40], align: 1 }) : undefined;
    // A bar stands for the time behind its point.
    const long = paths ? (this.times[1] ?? this.times[0] + 3_600) - this.times[0] : 0;
    this.#plot = new uPlot({
      width: this.clientWidth,
      height: HIGH,
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: !paths } },
      tzDate: (time) => uPlot.tzDate(new Date(time * 1e3), "Etc/UTC"),
      scales: { x: { range: () => [this.times[0], this.times.at(-1) + long] }, y: { range: (plot, least, most) => [0, most > 0 ? most * 1.1 : 1] } },
      axes: [{ ...axis, grid: { show: false }, space: 80 }, { ...axis, size: 72, space: 40, values: (plot, values) => values.map((value) => this.format(value)) }],
      series: [{}, ...this.lines.map((each, index) => ({ stroke: ink(colour(index)), width: 2, fill: paths ? ink(colour(index)) : undefined, paths, points: { show: !paths && this.times.length < 40, size: 5 } }))],
      hooks: { setCursor: [(plot) => this.tell(plot.cursor.idx)] },
    }, [this.times, ...this.lines.map((each) => each.values)], this.querySelector(".plot"));
  }

  /** What stands under the pointer. */
  tell(index) {
    const time = index === null || index === undefined ? null : this.times[index];
    this.told = time === null ? "" : `${new Date(time * 1_000).toISOString().slice(0, 16).replace("T", " ")}: ${this.lines.map(({ values }) => (values[index] === null ? "–" : this.format(values[index]))).join(" · ")}`;
  }

  render() {
    return html`<div class="plot" role="img" aria-label=${this.label}></div><p class="told" aria-hidden="true">${this.told}</p>`;
  }
}

customElements.define("figure-chart", FigureChart);
