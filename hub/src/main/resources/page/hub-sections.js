/**
 * What the room of the hub is made of, one line each: the path behind `hub/`, the name, who has something to see there, and the
 * file, which exports `view()`.
 */
import { isAdmin, isOperator, mayRead } from "./hub.js";

const everybody = () => true;

export const sections = [
  { path: "health", name: "Health", for: everybody, file: "./hub-health.js" },
  { path: "doctor", name: "Doctor", for: isOperator, file: "./hub-doctor.js" },
  { path: "sizes", name: "Sizes", for: isOperator, file: "./hub-sizes.js" },
  { path: "keys", name: "Keys", for: () => mayRead("keys"), file: "./hub-keys.js" },
  { path: "sign-ins", name: "Sign-ins", for: everybody, file: "./hub-sign-ins.js" },
  { path: "spaces", name: "Spaces", for: () => isOperator() && mayRead("spaces"), file: "./hub-spaces.js" },
  { path: "backups", name: "Backups", for: isAdmin, file: "./hub-backups.js" },
  { path: "verify", name: "Verify", for: isAdmin, file: "./hub-verify.js" },
  { path: "rights", name: "Rights", for: everybody, file: "./hub-rights.js" },
  { path: "nodes", name: "Nodes", for: isAdmin, file: "./hub-nodes.js" },
  { path: "agents", name: "Agents", for: everybody, file: "./hub-agents.js" },
];
