package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The live streams of one event loop. Only that loop touches it: one tick looks after all of them, and none has a
 * timer.
 */
final class StreamLoop {
    private final List<Set<EventStream>> slots = new ArrayList<>();
    private final Map<Principal, Set<EventStream>> byPrincipal = new HashMap<>();
    private final StreamLimits limits;
    private long ticks;
    private @Nullable OwnershipMatrix judgedBy;

    StreamLoop(StreamLimits limits) {
        this.limits = limits;
        for (int i = 0; i < limits.ticksPerHeartbeat(); i++) slots.add(new HashSet<>());
    }

    /** Looks after the stream until the returned task is run. */
    Runnable add(EventStream stream) {
        Set<EventStream> slot = slots.get(slotNow());
        slot.add(stream);
        // Its rights may be of a matrix that was replaced while it was on its way here.
        judgedBy = null;
        byPrincipal.computeIfAbsent(stream.principal(), any -> new HashSet<>()).add(stream);
        return () -> {
            slot.remove(stream);
            Set<EventStream> siblings = byPrincipal.get(stream.principal());
            if (siblings != null && siblings.remove(stream) && siblings.isEmpty()) {
                byPrincipal.remove(stream.principal());
            }
        };
    }

    /**
     * Ends streams whose key ended or whose role may now read other families (the subscriber comes again, with the new
     * rights), cuts those that stall, and lets those whose turn it is show that the hub is there.
     */
    void tick(Authentication authentication, OwnershipMatrix matrix) {
        ticks++;
        for (Principal principal : List.copyOf(byPrincipal.keySet())) {
            if (!authentication.isValid(principal)) endAllOf(principal);
        }
        if (matrix != judgedBy) endThoseOfOtherRights(matrix);
        judgedBy = matrix;
        long now = System.nanoTime();
        long stallNanosMax = limits.stallMax().toNanos();
        for (Set<EventStream> slot : slots) {
            for (EventStream stream : List.copyOf(slot)) if (stream.isStalled(now, stallNanosMax)) stream.cut();
        }
        for (EventStream stream : List.copyOf(slots.get(slotNow()))) stream.beat();
    }

    void reset(String log, Problem why) {
        for (Set<EventStream> slot : slots) {
            for (EventStream stream : List.copyOf(slot)) if (stream.follows(log)) stream.reset(why);
        }
    }

    void endAll() {
        for (Principal principal : List.copyOf(byPrincipal.keySet())) endAllOf(principal);
    }

    private void endThoseOfOtherRights(OwnershipMatrix matrix) {
        for (Principal principal : List.copyOf(byPrincipal.keySet())) {
            Set<String> readable = matrix.readableFamilies(principal.role());
            for (EventStream stream : List.copyOf(byPrincipal.getOrDefault(principal, Set.of()))) {
                if (!readable.equals(stream.families())) stream.end();
            }
        }
    }

    private void endAllOf(Principal principal) {
        for (EventStream stream : List.copyOf(byPrincipal.getOrDefault(principal, Set.of()))) stream.end();
    }

    private int slotNow() {
        return (int) (ticks % slots.size());
    }
}
