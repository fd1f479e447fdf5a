package dev.signalbox.hub.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one writer does to declared tables, one of each kind: a row of its own that it makes, changes and deletes under
 * the version that it knows; rows that all writers fight for; rows that are only added. Each write says what was never
 * said before, so that each that is acknowledged must be an event.
 */
final class RowWrites {
    private static final String DECLARED = """
            tables:
              trial_notes:
                {key: id, change: append, writers: [user], readers: [user], why: "Rows that are only added."}
              trial_runs:
                {key: id, change: replace, writers: [user], readers: [user], why: "Rows that change as a whole."}
              trial_moods:
                {key: id, change: merge, writers: [user], readers: [user], why: "Rows that change field by field."}
            """;
    private static final String NOTES = "trial_notes";
    private static final String RUNS = "trial_runs";
    private static final String MOODS = "trial_moods";
    private static final int CONTESTED_ROWS = 4;
    /** Fields of a row; a patch sets one of them and removes another. */
    private static final List<String> FIELDS = List.of("a", "b", "c");

    private final int writer;
    private final Random random;
    private final Map<String, Long> contested;
    private int made;
    private String own;
    private long ownVersion;

    /** @param contested the newest version of each contested row that any writer was told of; shared by all writers */
    RowWrites(int writer, Random random, ConcurrentHashMap<String, Long> contested) {
        this.writer = writer;
        this.random = random;
        this.contested = contested;
    }

    /** Brings the tables into force. */
    static void declare(Admin admin) {
        admin.put("/v1/ownership", Map.of("file", DECLARED)).expect(200);
    }

    /** The next command. Before another the writer must have settled it. */
    Sent next() {
        return random.nextInt(2) == 0 ? onOwnRow() : free();
    }

    /** A command that asks for nothing that another of the same batch makes. */
    Sent free() {
        int dice = random.nextInt(3);
        String id = Ids.next();
        if (dice == 0) return new Sent(id, "table.append", NOTES, null, row(id));
        String key = "contested-" + random.nextInt(CONTESTED_ROWS);
        if (dice == 1) {
            String target = RUNS + "/" + key;
            return put(id, target, contested.getOrDefault(target, 0L));
        }
        String target = MOODS + "/" + key;
        boolean isThere = contested.containsKey(target);
        return isThere ? new Sent(id, "table.patch", target, null, patch(id)) : put(id, target, null);
    }

    /** What the hub has said about a command of this writer. */
    void settled(Sent sent) {
        String target = sent.target();
        if (target.equals(own)) {
            boolean isThere = sent.isAcknowledged() && !sent.command().equals("table.delete");
            own = isThere ? target : null;
            ownVersion = sent.version();
        } else if (sent.isAcknowledged() && !sent.command().equals("table.append")) {
            contested.merge(target, sent.version(), Math::max);
        }
    }

    private Sent onOwnRow() {
        String id = Ids.next();
        String row = own;
        if (row == null) {
            own = (random.nextBoolean() ? RUNS : MOODS) + "/own-" + writer + "-" + made++;
            return put(id, own, 0L);
        }
        int dice = random.nextInt(4);
        if (dice == 0) return new Sent(id, "table.delete", row, ownVersion, Json.object());
        boolean patches = dice < 3 && row.startsWith(MOODS);
        return patches ? new Sent(id, "table.patch", row, ownVersion, patch(id)) : put(id, row, ownVersion);
    }

    private static Sent put(String id, String target, Long expectedVersion) {
        return new Sent(id, "table.put", target, expectedVersion, row(id));
    }

    private static ObjectNode row(String id) {
        ObjectNode row = Json.object();
        FIELDS.forEach(field -> row.put(field, id));
        return Json.object().set("row", row);
    }

    private ObjectNode patch(String id) {
        int set = random.nextInt(FIELDS.size());
        ObjectNode fields = Json.object().put(FIELDS.get(set), id);
        fields.putNull(FIELDS.get((set + 1) % FIELDS.size()));
        return Json.object().set("fields", fields);
    }
}
