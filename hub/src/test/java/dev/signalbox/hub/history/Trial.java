package dev.signalbox.hub.history;

import dev.signalbox.hub.Eventually;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A hub, or several, under load: clients that write, subscribers that follow. A test does to the hub what it likes
 * meanwhile; in the end every client settles what it does not know, every subscriber reads on to the head, and all that
 * they were told is compared with the log.
 */
public final class Trial implements AutoCloseable {
    private static final Set<String> SHOWN_TO_VIEWERS = Set.of("notification", "question");

    private final Supplier<URI> hub;
    private final Keys keys;
    private final Store store;
    private final long seed;
    private final Load load;
    private final Subscriber everything;
    private final Subscriber visible;
    private final Subscriber answers;
    private long head;

    /** Whose keys the clients have. */
    public record Keys(String admin, String viewer, List<String> writers) {
        /** Fresh keys, with so many writers. */
        public static Keys make(Admin admin, int writers) {
            List<String> keys = new ArrayList<>();
            for (int i = 0; i < writers; i++) keys.add(admin.newKey("writer-" + i, "user"));
            return new Keys(admin.key(), admin.newKey("viewer", "viewer"), keys);
        }
    }

    /** Of one hub, wherever it is just now. */
    public static Trial ofOne(Supplier<URI> hub, Keys keys, Store store, long seed) {
        return new Trial(hub, false, keys, store, seed);
    }

    /** Of several nodes: each request goes to the one that {@code node} names then. */
    public static Trial ofNodes(Supplier<URI> node, Keys keys, Store store, long seed) {
        return new Trial(node, true, keys, store, seed);
    }

    private Trial(Supplier<URI> hub, boolean wanders, Keys keys, Store store, long seed) {
        this.hub = hub;
        this.keys = keys;
        this.store = store;
        this.seed = seed;
        this.load = new Load(hub, wanders, keys.writers(), seed);
        this.everything = new Subscriber("admin", hub, keys.admin(), "");
        this.visible = new Subscriber("viewer", hub, keys.viewer(), "");
        this.answers = new Subscriber("answers", hub, keys.admin(), "question.answered,notification.resolved");
    }

    /** Declares tables, one of each kind; from the start on the clients write their rows, too. */
    public Trial withRows() {
        RowWrites.declare(new Admin(hub, keys.admin()));
        load.withRows();
        return this;
    }

    public Trial start() {
        return startWriters().startSubscribers();
    }

    public Trial startWriters() {
        load.start();
        return this;
    }

    /** Each begins at the first event. */
    public Trial startSubscribers() {
        subscribers().forEach(Subscriber::start);
        return this;
    }

    /** Commands acknowledged so far. */
    public long acknowledged() {
        return load.acknowledged();
    }

    /** Cuts every subscriber's connection; they come again by themselves. */
    public void cutSubscribers() {
        subscribers().forEach(Subscriber::cut);
    }

    /** Lets the clients end, and says which promises were broken. The hub must run. */
    public List<Finding> finish() {
        load.stop();
        List<Finding> findings = new ArrayList<>(load.findings());
        head = new Admin(hub, keys.admin())
                .get("/v1/events?limit=1")
                .path("head")
                .longValue();
        StoredLog log = store.read();
        findings.addAll(HistoryCheck.findings(load.history(), log));
        List<StoredEvent> events =
                log.events().stream().filter(event -> event.position() <= head).toList();
        findings.addAll(got(everything, events, event -> true));
        findings.addAll(got(visible, events, event -> SHOWN_TO_VIEWERS.contains(event.family())));
        findings.addAll(got(answers, events, Trial::isAnswer));
        findings.addAll(new TablesCheck(store, new Admin(hub, keys.admin())).findings(log));
        return findings;
    }

    /** What happened, in figures. After {@link #finish}. */
    public String summary() {
        return acknowledged() + " acknowledged, " + head + " events, " + everything.connections()
                + " streams of one subscriber, seed " + seed;
    }

    @Override
    public void close() {
        load.abandon();
        subscribers().forEach(Subscriber::close);
    }

    /** What a subscriber got until it had the last event that it wanted. */
    private static List<Finding> got(Subscriber subscriber, List<StoredEvent> events, Predicate<StoredEvent> wanted) {
        long last = events.stream()
                .filter(wanted)
                .mapToLong(StoredEvent::position)
                .max()
                .orElse(0);
        Eventually.until("a subscriber has read on to " + last, () -> subscriber.position() >= last);
        return subscriber.findings(events, wanted);
    }

    private List<Subscriber> subscribers() {
        return List.of(everything, visible, answers);
    }

    private static boolean isAnswer(StoredEvent event) {
        return event.type().equals("question.answered") || event.type().equals("notification.resolved");
    }
}
