package dev.signalbox.hub.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Compares what a subscriber got, over all its connections, with what it must get: each event once, in order, no other.
 */
public final class SubscriberCheck {
    private SubscriberCheck() {}

    /** An event as a subscriber got it. */
    public record Delivery(long position, String id) {}

    /**
     * What went wrong.
     *
     * @param got in the order of arrival
     * @param log the rows up to where the subscriber had to come
     * @param wanted what the subscriber asked for and may see
     */
    public static List<Finding> findings(
            String subscriber, List<Delivery> got, List<StoredEvent> log, Predicate<StoredEvent> wanted) {
        List<Finding> findings = new ArrayList<>();
        Map<Long, StoredEvent> byPosition = new HashMap<>();
        for (StoredEvent event : log) byPosition.put(event.position(), event);
        long last = 0;
        Map<Long, Delivery> delivered = new HashMap<>();
        for (Delivery delivery : got) {
            String what = subscriber + " got " + delivery + " behind " + last;
            StoredEvent event = byPosition.get(delivery.position());
            if (delivery.position() <= last) findings.add(new Finding(Finding.Kind.REPEATED, what));
            if (event == null || !event.id().equals(delivery.id()) || !wanted.test(event)) {
                findings.add(new Finding(Finding.Kind.FORBIDDEN, what + ", in the log is " + event));
            }
            last = Math.max(last, delivery.position());
            delivered.put(delivery.position(), delivery);
        }
        for (StoredEvent event : log) {
            if (wanted.test(event) && !delivered.containsKey(event.position())) {
                findings.add(new Finding(Finding.Kind.SKIPPED, subscriber + " never got " + event));
            }
        }
        return findings;
    }
}
