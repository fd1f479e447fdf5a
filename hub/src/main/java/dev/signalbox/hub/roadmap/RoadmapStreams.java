package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads items and keys from their streams, where the answer is never late. */
record RoadmapStreams(EventLog log) {
    static final Fold<Item, RoadmapEvent> ITEMS = new Fold<>("roadmap", RoadmapEvent.CODEC, Item.NONE, Item::after);
    static final Fold<KeyHolder, RoadmapEvent> KEYS =
            new Fold<>("roadmap-key", RoadmapEvent.CODEC, KeyHolder.FREE, KeyHolder::after);

    /**
     * A key with the version of its stream.
     *
     * @param stream whose expected version keeps others from taking the key meanwhile
     */
    record KeyState(String stream, KeyHolder holder, long version) {}

    /** Who has the key now. */
    Future<KeyState> key(String key) {
        String stream = KEYS.stream(Ids.derived(KEYS.category(), RoadmapItem.folded(key)));
        return log.foldStream(
                stream,
                0,
                new KeyState(stream, KeyHolder.FREE, 0),
                (known, event) -> new KeyState(stream, KEYS.after(known.holder(), event), event.version()));
    }

    /**
     * The id of the item with this key or id, which need not exist. Fails with {@code not_found} for a key that no item
     * has.
     */
    Future<String> idOf(String reference) {
        return idOf(reference, false);
    }

    /** The same, but a free key stands for the item that had it last. */
    Future<String> idOfLast(String reference) {
        return idOf(reference, true);
    }

    /** The item as its stream tells it now. */
    Future<Item> item(String id) {
        return fold(id, ITEMS.empty(), ITEMS::after);
    }

    /** Folds all events of an item, page by page. */
    <T> Future<T> fold(String id, T empty, BiFunction<T, RecordedEvent, T> step) {
        return log.foldStream(ITEMS.stream(id), 0, empty, step);
    }

    private Future<String> idOf(String reference, boolean orLast) {
        if (Ids.isUuid(reference)) return Future.succeededFuture(reference);
        return key(reference).compose(key -> {
            @Nullable String id = orLast ? key.holder().last() : key.holder().item();
            return id == null ? Future.failedFuture(Item.notFound()) : Future.succeededFuture(id);
        });
    }
}
