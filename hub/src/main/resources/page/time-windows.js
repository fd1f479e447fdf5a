/** The times back from now that people choose, in hours. */
import { now } from "./clock.js";

export const WINDOWS = [
  ["1", "Last hour"],
  ["24", "Last 24 hours"],
  ["168", "Last 7 days"],
  ["720", "Last 30 days"],
  ["2160", "Last 90 days"],
];

/** A time of so many hours before now, in full minutes, so that the same list has the same address for a while. */
export const hoursAgo = (hours) => new Date(Math.floor(now() / 60_000) * 60_000 - hours * 3_600_000).toISOString();
