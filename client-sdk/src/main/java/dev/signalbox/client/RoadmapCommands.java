package dev.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands about the roadmap, to be sent by {@link dev.signalbox.client.local.Tx#send} together with what a program
 * changes of its own. An item is named by its key ({@code PRIORITY 3}) or its id. They fail with
 * {@link dev.signalbox.wire.InvalidInput} when they break a limit.
 */
public final class RoadmapCommands {
    private RoadmapCommands() {}

    /**
     * A new item at the bottom; the command's id is the item's. Name the item by it in what follows before the hub has
     * answered: should the key be another's, nothing goes astray then.
     */
    public static Command add(String key, String title) {
        return add(key, title, item -> {});
    }

    /** A new item with more than a title. */
    public static Command add(String key, String title, Consumer<NewRoadmapItem> say) {
        NewRoadmapItem item = new NewRoadmapItem();
        say.accept(item);
        String id = Ids.next();
        return new Command(id, "roadmap.add", null, null, null, Json.tree(item.toCommand(id, key, title)));
    }

    /**
     * Another text in place of the one that stands at this version. Parked with both sides when somebody was faster.
     *
     * @param readVersion of the item that the writer has read
     */
    public static Command update(String item, long readVersion, Consumer<RoadmapEdit> edit) {
        RoadmapEdit fields = new RoadmapEdit();
        edit.accept(fields);
        return about("roadmap.update", item, readVersion, Json.tree(fields.toCommand()));
    }

    /** Where the item stands. The one command that a daemon may send. */
    public static Command setStatus(String item, RoadmapItem.Status status) {
        return setStatus(item, status, null);
    }

    /** The same with the reason. */
    public static Command setStatus(String item, RoadmapItem.Status status, @Nullable String comment) {
        return about("roadmap.set-status", item, null, Json.tree(new SetRoadmapStatus(status, comment)));
    }

    /** Another place. */
    public static Command moveBefore(String item, String other) {
        return about("roadmap.move", item, null, Json.tree(new MoveRoadmapItem(other, null, null, null)));
    }

    /** Another place. */
    public static Command moveAfter(String item, String other) {
        return about("roadmap.move", item, null, Json.tree(new MoveRoadmapItem(null, other, null, null)));
    }

    /** Another place. */
    public static Command moveTo(String item, MoveRoadmapItem.End end) {
        return about("roadmap.move", item, null, Json.tree(new MoveRoadmapItem(null, null, end, null)));
    }

    /**
     * Takes the item off the roadmap; its history stays.
     *
     * @param readVersion of the item that the writer has read
     */
    public static Command remove(String item, long readVersion, @Nullable String reason) {
        return about("roadmap.remove", item, readVersion, Json.tree(new RemoveRoadmapItem(reason)));
    }

    private static Command about(String command, String item, @Nullable Long version, JsonNode body) {
        return new Command(Ids.next(), command, item, version, null, body);
    }
}
