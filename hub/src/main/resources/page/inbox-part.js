/** What the rooms of the inbox have in common. */
import { RoomPart } from "./room-part.js";
import { inbox } from "./inbox-store.js";

export class InboxPart extends RoomPart {
  static store = inbox;
}
