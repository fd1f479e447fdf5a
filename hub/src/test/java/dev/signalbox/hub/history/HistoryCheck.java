package dev.signalbox.hub.history;

import dev.signalbox.wire.ProblemCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what clients were told with what the log holds. All clients share one clock. Linear but for sorting: the hub
 * gives positions, so no order has to be searched for.
 */
public final class HistoryCheck {
    /** A command with two events numbers the further one: {@code <id>/2}. Its receipt says where the last one is. */
    private static final String FURTHER_EVENT = "/2";

    private static final Set<String> BY_ADMIN = Set.of("key", "matrix");

    private final List<Sent> history;
    private final StoredLog log;
    private final Map<String, StoredEvent> byId = new HashMap<>();
    private final Map<String, StoredEvent> newestOf = new HashMap<>();
    private final Map<String, Sent> sentById = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private HistoryCheck(List<Sent> history, StoredLog log) {
        this.history = history;
        this.log = log;
        for (Sent sent : history) sentById.put(sent.id(), sent);
        for (StoredEvent event : log.events()) {
            byId.put(event.id(), event);
            // Commands name a notification by its id, and a row by its stream.
            newestOf.put(event.subjectId(), event);
            newestOf.put(event.stream(), event);
        }
    }

    /**
     * Every promise that was broken.
     *
     * @param history all commands of all clients that have ended; what is unknown may or may not be in the log
     */
    public static List<Finding> findings(List<Sent> history, StoredLog log) {
        HistoryCheck check = new HistoryCheck(history, log);
        check.findings.addAll(log.findings());
        for (Sent sent : history) check.settled(sent);
        check.inOrder();
        check.asked();
        check.answeredOnce();
        return check.findings;
    }

    private void settled(Sent sent) {
        StoredEvent event = byId.get(sent.id());
        if (sent.isAcknowledged()) {
            if (event == null) add(Finding.Kind.LOST, sent, "");
            else if (!isWhereTheReceiptSays(sent, event)) add(Finding.Kind.MOVED, sent, event.toString());
            if (sent.expectedVersion() != null && sent.version() != sent.expectedVersion() + 1) {
                add(Finding.Kind.VERSION_IGNORED, sent, "");
            }
        }
        if (sent.outcome() == Sent.Outcome.REFUSED) {
            if (event != null) add(Finding.Kind.REFUSED_BUT_WRITTEN, sent, event.toString());
            if (sent.refusal().equals(ProblemCode.VERSION_CONFLICT.word()) && !isJustified(sent)) {
                add(Finding.Kind.UNJUSTIFIED_REFUSAL, sent, "that was the newest version");
            }
        }
    }

    private boolean isWhereTheReceiptSays(Sent sent, StoredEvent event) {
        StoredEvent further = byId.get(sent.id() + FURTHER_EVENT);
        return (further == null ? event : further).position() == sent.position()
                && event.version() == sent.version()
                && event.stream().equals(sent.stream());
    }

    /**
     * Unjustified is certain when the expected version was known to be there before, and nothing ever came behind it.
     */
    private boolean isJustified(Sent refused) {
        StoredEvent newest = newestOf.get(refused.target());
        if (newest == null || newest.version() != refused.expectedVersion()) return true;
        Sent maker = sentById.get(newest.id());
        return maker == null || !maker.isAcknowledged() || maker.answeredAt() >= refused.firstSentAt();
    }

    /** Whatever was sent after an acknowledgement lies behind it. */
    private void inOrder() {
        List<Sent> bySending = new ArrayList<>();
        for (Sent sent : history) if (sent.isAcknowledged() && byId.containsKey(sent.id())) bySending.add(sent);
        List<Sent> byAnswer = new ArrayList<>(bySending);
        bySending.sort(Comparator.comparingLong(Sent::firstSentAt));
        byAnswer.sort(Comparator.comparingLong(Sent::answeredAt));
        Sent furthest = null;
        int answered = 0;
        for (Sent sent : bySending) {
            while (answered < byAnswer.size() && byAnswer.get(answered).answeredAt() < sent.firstSentAt()) {
                Sent next = byAnswer.get(answered++);
                if (furthest == null || positionOf(next) > positionOf(furthest)) furthest = next;
            }
            if (furthest != null && positionOf(furthest) >= positionOf(sent)) {
                add(Finding.Kind.ORDER, sent, "sent after the answer to " + furthest);
            }
        }
    }

    private long positionOf(Sent sent) {
        return byId.get(sent.id()).position();
    }

    /** What the test itself asked as admin aside, every event has a command. */
    private void asked() {
        for (StoredEvent event : log.events()) {
            String id = event.id().endsWith(FURTHER_EVENT)
                    ? event.id().substring(0, event.id().length() - FURTHER_EVENT.length())
                    : event.id();
            if (BY_ADMIN.contains(event.family()) || sentById.containsKey(id)) continue;
            findings.add(new Finding(Finding.Kind.UNASKED, event.toString()));
        }
    }

    private void answeredOnce() {
        Map<String, StoredEvent> winners = new HashMap<>();
        for (StoredEvent event : log.events()) {
            if (!event.type().equals("question.answered")) continue;
            StoredEvent winner = winners.putIfAbsent(event.stream(), event);
            if (winner != null) findings.add(new Finding(Finding.Kind.TWO_WINNERS, winner + " and " + event));
        }
    }

    private void add(Finding.Kind kind, Sent sent, String why) {
        findings.add(new Finding(kind, sent + (why.isEmpty() ? "" : "; " + why)));
    }
}
