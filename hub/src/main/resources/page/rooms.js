/**
 * The rooms of the page, one line each: the path behind the hash, the name in the navigation (none for a room that is
 * reached from another), its title, one of what a key must be able to read (everybody has something to see where there
 * is no such list), and the file, which exports `view(address)` and, if it has keys of its own, `keys`.
 */
export const rooms = [
  { path: "inbox", name: "Inbox", reads: ["questions", "notifications"], file: "./inbox-room.js" },
  { path: "questions/:id", title: "Question", reads: ["questions"], file: "./question-room.js" },
  { path: "roadmap", name: "Roadmap", reads: ["roadmap"], file: "./roadmap-room.js" },
  { path: "roadmap/:id", title: "Item", reads: ["roadmap"], file: "./roadmap-item.js" },
  { path: "tables", name: "Tables", file: "./tables-room.js" },
  { path: "tables/:table", title: "Table", file: "./table-room.js" },
  { path: "tables/:table/:key", title: "Row", file: "./row-room.js" },
  { path: "traces", name: "Traces", reads: ["traces"], file: "./traces-room.js" },
  { path: "traces/:id", title: "Trace", reads: ["traces"], file: "./trace-room.js" },
  { path: "traces/sessions/:id", title: "Session", reads: ["traces"], file: "./session-room.js" },
  { path: "figures", name: "Figures", reads: ["traces"], file: "./figures-room.js" },
  { path: "log", name: "Log", file: "./log-room.js" },
  { path: "log/:category/:id", title: "Story", file: "./story-room.js" },
  { path: "hub", name: "Hub", file: "./hub-room.js" },
  { path: "hub/:section", title: "Hub", file: "./hub-room.js" },
];
