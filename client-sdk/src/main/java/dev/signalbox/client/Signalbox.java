package dev.signalbox.client;

import dev.signalbox.client.follow.FollowerContext;
import dev.signalbox.client.follow.Followers;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.local.LocalStore;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxSender;
import dev.signalbox.client.outbox.SqliteOutbox;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.thread.Worker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program's end of the hub. What it writes is durable in the program's own SQLite file before the call returns, and
 * reaches the hub from there, in order and once, through crashes of either side and cuts between; what it follows
 * commits its effects with its checkpoint. Opening needs no hub. Any thread; one object for a program is enough.
 */
public final class Signalbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signalbox.class);

    private final SignalboxOptions options;
    private final SqliteStore store;
    private final Callbacks callbacks;
    private final Outbox outbox;
    private final OutboxSender sender;
    private final Followers followers;
    private final StatusBoard board;
    private final HubApi hub;
    private final Notifications notifications;
    private final Questions questions;
    private final Tables tables;
    private final Roadmap roadmap;
    private final Events events;
    private final LocalStore local;
    private final Map<String, Replica> replicas = new HashMap<>();
    private boolean closed;

    private Signalbox(SignalboxOptions options) {
        this.options = options;
        this.hub = new HubApi(
                options.url,
                options.key,
                options.name,
                options.pace.answer(),
                options.pace.uplink(),
                options.trust,
                options.space);
        this.store = SqliteStore.open(options.store());
        this.callbacks = new Callbacks();
        HubContact contact = new HubContact();
        this.outbox = new Outbox(store, new SqliteOutbox(options.clock), callbacks);
        this.board = new StatusBoard(contact, this::isUpToDate, callbacks);
        this.followers = new Followers(new FollowerContext(
                store,
                hub,
                contact,
                options.key,
                options.pace,
                options.random,
                options.clock,
                board::look,
                options.handlerWait));
        Blocking blocking = new Blocking(store);
        this.notifications = new Notifications(outbox, hub, blocking);
        this.questions = new Questions(outbox, hub, contact, blocking, options);
        this.tables = new Tables(outbox, hub, blocking);
        this.roadmap = new Roadmap(outbox, hub, blocking);
        this.events = new Events(followers, outbox);
        this.local = new LocalStore(store, outbox, options.clock, options.random);
        contact.onChange(board::look);
        outbox.onBacklogChange(board::look);
        this.sender = OutboxSender.start(outbox, hub, contact, options.key, options.pace, options.random);
    }

    /**
     * Opens with what the environment says: {@code SIGNALBOX_KEY} or {@code SIGNALBOX_KEY_FILE}, which has to be there;
     * {@code SIGNALBOX_URL}, {@link SignalboxOptions#URL_DEFAULT} when it is not; {@code SIGNALBOX_STORE},
     * {@link SignalboxOptions#STORE_DEFAULT} when it is not. Two programs in one folder want a store each. Fails as
     * {@link #open(Consumer)} does, with words that name the variable.
     */
    public static Signalbox open() {
        return open(System.getenv());
    }

    static Signalbox open(Map<String, String> variables) {
        SignalboxOptions options =
                new SignalboxOptions().store(SignalboxOptions.STORE_DEFAULT).environment(variables);
        if (!options.hasKey()) {
            throw new IllegalArgumentException(
                    "SIGNALBOX_KEY is not set: make this program a key of its own (signalbox keys create NAME --role"
                            + " daemon) and set SIGNALBOX_KEY to it, or SIGNALBOX_KEY_FILE to a file that holds it");
        }
        return new Signalbox(options);
    }

    /**
     * Opens the program's store and starts to send what it holds. Fails with {@link IllegalArgumentException} for a
     * setting that cannot be, {@link dev.signalbox.client.store.StoreRefused} for a file that is not ours,
     * {@link dev.signalbox.client.store.StoreFailed} for one that cannot be read; never because the hub is away.
     */
    public static Signalbox open(Consumer<SignalboxOptions> configure) {
        SignalboxOptions options = new SignalboxOptions();
        configure.accept(options);
        return new Signalbox(options);
    }

    /** Tell people something. */
    public Notifications notifications() {
        return notifications;
    }

    /** Ask people something. */
    public Questions questions() {
        return questions;
    }

    /** Shared tables, as the ownership matrix declares them. */
    public Tables tables() {
        return tables;
    }

    /** What people plan, and how far it has come. */
    public Roadmap roadmap() {
        return roadmap;
    }

    /** Follow what happens. */
    public Events events() {
        return events;
    }

    /** The program's own tables, tasks and log, which never leave this machine. */
    public LocalStore local() {
        return local;
    }

    /**
     * A copy of a shared table that the key may read, kept in the store from now on and readable without the hub. The
     * same object for the same table; a new one when that was closed or gave up. Fails with
     * {@link IllegalArgumentException} for what is no table's name.
     */
    public synchronized Replica replica(String table) {
        Replica known = replicas.get(table);
        if (known != null && !known.ended().toCompletableFuture().isDone()) return known;
        if (closed) throw new IllegalStateException("the client is closed");
        Replica started = Replica.start(followers, table);
        replicas.put(table, started);
        return started;
    }

    /** What the hub has not answered yet, and what it refused. */
    public Outbox outbox() {
        return outbox;
    }

    /** The hub itself, past the outbox: nothing is kept, nothing is repeated, and failures come at once. */
    public HubApi hub() {
        return hub;
    }

    /** How things stand now. */
    public Status status() {
        return board.status();
    }

    /** Hears every change of the status, in order. Close the answer to hear no more. */
    public AutoCloseable onStatus(Consumer<Status> listener) {
        return board.listen(listener);
    }

    /**
     * Ends followers, gives the outbox its time to drain (not when the hub is away), and closes the store. Commands
     * that did not get out are sent after the next {@link #open}. Waits that are pending end with a
     * {@link java.util.concurrent.CancellationException}.
     *
     * <p>Waits for a handler that is at work, for {@link SignalboxOptions#handlerWait} at most. The store stays open
     * for one that takes longer: its transaction commits or rolls back as ever, then the store is closed behind it;
     * until then another {@link #open} of the file in any process waits for its turn to write. Fails with
     * {@link IllegalStateException} when called by a handler.
     */
    @Override
    public synchronized void close() {
        if (closed) return;
        store.checkOutside();
        closed = true;
        followers.stop();
        questions.close();
        if (followers.join(options.handlerWait)) {
            sender.drain(options.drain);
            release();
        } else {
            LOG.warn("A handler is at work for longer than close may wait; {} is closed when it ends", store.file());
            outbox.close();
            String name = "signalbox-close-" + store.file().getFileName();
            new Worker(name, options.pace.tick(), this::releaseBehindHandlers).start();
        }
    }

    private void releaseBehindHandlers() {
        followers.join();
        release();
    }

    private void release() {
        sender.close();
        outbox.close();
        store.close();
        callbacks.close();
    }

    private boolean isUpToDate() {
        return outbox.isDrained() && followers.allLive();
    }
}
