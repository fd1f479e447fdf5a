package dev.signalbox.client.outbox;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.ProblemCode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the hub is there and has the history that it had. The sender's thread only. */
final class HubProbe {
    private static final Logger LOG = LoggerFactory.getLogger(HubProbe.class);

    private final SqliteStore store;
    private final SqliteOutbox rows;
    private final HubApi hub;
    private final HubContact contact;
    private final Worker worker;
    private @Nullable Long heardAt;

    HubProbe(SqliteStore store, SqliteOutbox rows, HubApi hub, HubContact contact, Worker worker) {
        this.store = store;
        this.rows = rows;
        this.hub = hub;
        this.contact = contact;
        this.worker = worker;
    }

    /**
     * Shows the hub the newest cursor that it gave, or asks for one. After another history everything that it accepted
     * is to be sent again.
     */
    void run() {
        Cursor seen = store.readNow(rows::seen);
        String after = seen == null ? "end" : seen.toString();
        try {
            EventPage page = worker.await(hub.events(Map.of("after", after, "limit", "1")));
            noteEpoch(Cursor.parse(page.next()).epoch());
        } catch (HubRefused refused) {
            if (refused.is(ProblemCode.LOG_DIVERGED)) lost();
            // A role that reads no events still has contact, and shows its cursor with what it sends; and what a hub no
            // longer keeps it had.
            else if (!refused.is(ProblemCode.FORBIDDEN) && !refused.is(ProblemCode.CURSOR_EXPIRED)) throw refused;
        }
        heard();
        store.changeNow(rows::prune);
    }

    /** The hub does not hold the newest cursor that it gave: what it accepted is to be sent again. */
    void lost() {
        sentAgain(store.writeNow(rows::lost));
    }

    /** So many commands are sent again, for the hub has another history than before. */
    void sentAgain(int commands) {
        if (commands == 0) return;
        LOG.warn("The hub has another history than before; {} accepted commands are sent again", commands);
        hub.forgetWrites();
    }

    /** The hub answered. */
    void heard() {
        heardAt = System.nanoTime();
        contact.ok();
    }

    /** Something failed: what was heard before says nothing any more. */
    void forget() {
        heardAt = null;
    }

    boolean heardWithin(Duration time) {
        Long at = heardAt;
        return at != null && System.nanoTime() - at < time.toNanos();
    }

    private void noteEpoch(String epoch) {
        sentAgain(store.writeNow(tx -> rows.noteEpoch(tx, epoch)));
    }
}
