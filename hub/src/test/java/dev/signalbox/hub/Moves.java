package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.DatabaseUrl;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Moves of the data of a test's hub. */
final class Moves {
    /** Kept, for a logger that nobody holds is forgotten with its handlers. */
    private static final Logger LOG = Logger.getLogger("dev.signalbox.hub.move.Move");

    private Moves() {}

    /** Begins one, and waits until it has ended, whichever way. */
    static JsonNode moved(TestHub hub, Map<String, ?> wish) {
        hub.post("admin", "/v1/move", wish).expect(202);
        return ended(hub);
    }

    static JsonNode ended(TestHub hub) {
        JsonNode[] status = new JsonNode[1];
        Eventually.until("the move ends", () -> {
            TestHub.Reply reply = hub.getOnce("admin", "/v1/move");
            if (reply.status() != 200) return false;
            status[0] = reply.json();
            return status[0].hasNonNull("endedAt");
        });
        return status[0];
    }

    /** Which engine it works on. */
    static String store(TestHub hub) {
        return hub.get(TestHub.NOBODY, "/health/ready").json().path("store").textValue();
    }

    /** What was acknowledged is there, once, in the order in which it was. */
    static void assertAllOnce(TestHub hub, MoveWriter writer) {
        List<String> acknowledged = writer.acknowledged();
        List<String> posted = MoveWriter.posted(hub.url(), hub.key("admin"));
        assertThat(writer.faults()).isEmpty();
        assertThat(posted).doesNotHaveDuplicates();
        assertThat(posted.stream().filter(new HashSet<>(acknowledged)::contains))
                .isEqualTo(acknowledged);
    }

    /**
     * Runs something at the moment in which the next move to a place enters a step, before anything of that step is
     * done.
     *
     * @param to a URL of PostgreSQL, or a folder
     */
    static AutoCloseable at(String step, String to, Runnable work) {
        String where = to;
        if (DatabaseUrl.isOne(to)) {
            DatabaseUrl url = DatabaseUrl.parse(to);
            where = url.host() + ":" + url.port() + "/" + url.database();
        }
        String line = " to " + where + ": " + step;
        SimpleFormatter format = new SimpleFormatter();
        Handler handler = new Handler() {
            private boolean done;

            @Override
            public void publish(LogRecord record) {
                if (done || !format.formatMessage(record).endsWith(line)) return;
                done = true;
                work.run();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(handler);
        return () -> LOG.removeHandler(handler);
    }
}
