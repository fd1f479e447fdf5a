package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyFreed;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyTaken;
import org.jspecify.annotations.Nullable;

/**
 * A key of the roadmap as its stream tells it.
 *
 * @param item id of the item that has it; null when it is free
 * @param last id of the item that had it last, so that the history of what was removed is found by its key; null when
 *     none ever did
 */
record KeyHolder(@Nullable String item, @Nullable String last) {
    static final KeyHolder FREE = new KeyHolder(null, null);

    KeyHolder after(RoadmapEvent event, RecordedEvent recorded) {
        if (event instanceof KeyTaken taken) return new KeyHolder(taken.item(), taken.item());
        if (event instanceof KeyFreed freed) return new KeyHolder(null, freed.item());
        throw new IllegalArgumentException("no step for " + event);
    }
}
