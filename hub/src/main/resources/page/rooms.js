/**
 * The rooms of the page, one line each: the path behind the hash, the name in the navigation (none for a room that is
 * reached from another), what a key must be able to read, and the file, which exports `view(address)`.
 */
export const rooms = [
  { path: "inbox", name: "Inbox", reads: ["questions", "notifications"], file: "./inbox-room.js" },
  { path: "questions/:id", reads: ["questions"], file: "./question-room.js" },
];
