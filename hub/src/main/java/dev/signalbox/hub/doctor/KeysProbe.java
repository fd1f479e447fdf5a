package dev.signalbox.hub.doctor;

import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.wire.resource.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Keys that open now: whose end is near, and whether an admin stays.
 *
 * @param opening the keys that open at a time
 */
public record KeysProbe(Function<Instant, List<Key>> opening, Clock clock) implements Probe {
    /** How long before its end a key is named. */
    static final Duration SOON = Duration.ofDays(14);

    private static final int SHOWN_MAX = 5;

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public String looksAt() {
        return "Keys that end soon: programs that show them are sent away then.";
    }

    /** The keys whose end is near, the nearest first. */
    List<Key> ending() {
        Instant now = clock.instant();
        return ending(opening.apply(now), now.plus(SOON));
    }

    private static List<Key> ending(List<Key> open, Instant soon) {
        return open.stream()
                .filter(key -> key.expiresAt() != null && key.expiresAt().isBefore(soon))
                .sorted(Comparator.comparing(Key::expiresAt))
                .toList();
    }

    @Override
    public Sight look() {
        Instant now = clock.instant();
        Instant soon = now.plus(SOON);
        List<Key> open = opening.apply(now);
        List<Key> ending = ending(open, soon);
        Sight sight = Sight.of(Amount.counted(open.size(), "key") + ", "
                + (ending.isEmpty() ? "none ends soon" : ending.size() + " of them within " + SOON.toDays() + " days"));
        for (Key key : ending.subList(0, Math.min(SHOWN_MAX, ending.size())))
            sight = sight.warn(
                    "the key " + key.name() + " (" + key.role() + ") ends in "
                            + Amount.time(Duration.between(now, key.expiresAt())),
                    "signalbox keys create NAME --role " + key.role() + ", and give its program the new one");
        if (ending.size() > SHOWN_MAX)
            sight = sight.warn((ending.size() - SHOWN_MAX) + " more keys end as soon", "signalbox keys list");
        boolean adminStays = open.stream()
                .anyMatch(key -> key.role().equals(OwnershipMatrix.ADMIN)
                        && (key.expiresAt() == null || !key.expiresAt().isBefore(soon)));
        return adminStays
                ? sight
                : sight.fail(
                        "no admin key opens for more than " + SOON.toDays() + " days: then nobody can make another",
                        "signalbox keys create NAME --role admin");
    }
}
