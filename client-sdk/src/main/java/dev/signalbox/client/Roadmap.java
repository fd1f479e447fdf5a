package dev.signalbox.client;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What people plan, and how far it has come. An item is named by its key ({@code PRIORITY 3}) or its id. Writes go
 * through the outbox: they return when they are on this machine's disk, offline too, and fail with
 * {@link dev.signalbox.wire.InvalidInput} when they break a limit; {@link RoadmapCommands} has the same as commands.
 * Reads ask the hub and fail when it is away.
 */
public final class Roadmap {
    private final Outbox outbox;
    private final HubApi hub;
    private final Blocking blocking;

    Roadmap(Outbox outbox, HubApi hub, Blocking blocking) {
        this.outbox = outbox;
        this.hub = hub;
        this.blocking = blocking;
    }

    /** Adds an item; the receipt's id is the item's. */
    public OutboxReceipt add(String key, String title, Consumer<NewRoadmapItem> say) {
        return outbox.send(RoadmapCommands.add(key, title, say));
    }

    /** Changes what an item says; refused with both sides when it is no longer at the version that was read. */
    public OutboxReceipt update(String item, long readVersion, Consumer<RoadmapEdit> edit) {
        return outbox.send(RoadmapCommands.update(item, readVersion, edit));
    }

    /** Says where an item stands. */
    public OutboxReceipt setStatus(String item, RoadmapItem.Status status) {
        return setStatus(item, status, null);
    }

    /** Says where an item stands, and why. */
    public OutboxReceipt setStatus(String item, RoadmapItem.Status status, @Nullable String comment) {
        return outbox.send(RoadmapCommands.setStatus(item, status, comment));
    }

    /** Puts an item before another. */
    public OutboxReceipt moveBefore(String item, String other) {
        return outbox.send(RoadmapCommands.moveBefore(item, other));
    }

    /** Puts an item behind another. */
    public OutboxReceipt moveAfter(String item, String other) {
        return outbox.send(RoadmapCommands.moveAfter(item, other));
    }

    /** Puts an item to an end. */
    public OutboxReceipt moveTo(String item, End end) {
        return outbox.send(RoadmapCommands.moveTo(item, end));
    }

    /** Takes an item off the roadmap; its history stays. */
    public OutboxReceipt remove(String item, long readVersion, @Nullable String reason) {
        return outbox.send(RoadmapCommands.remove(item, readVersion, reason));
    }

    /** The item as the hub has it. */
    public RoadmapItem get(String item) {
        return blocking.get(hub.roadmapItem(item));
    }

    /** A page of items in their order; query: status, asOf, limit, cursor. */
    public Page<RoadmapItem> list(Map<String, String> query) {
        return blocking.get(hub.roadmap(query));
    }

    /**
     * A page of what happened, newest first; query: limit, cursor.
     *
     * @param item also one that was removed; null for all
     */
    public Page<RoadmapChange> history(@Nullable String item, Map<String, String> query) {
        return blocking.get(hub.roadmapHistory(item, query));
    }
}
