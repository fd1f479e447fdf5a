package dev.signalbox.client.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the outbox. Every method works inside a transaction that it is given, so that a row commits together with
 * whatever else that transaction holds. A row is pending, then accepted or parked; parked rows end by what the program
 * decides.
 */
public final class SqliteOutbox {
    private static final String NEXT = """
            SELECT id, json, bytes FROM signalbox_outbox AS queued
            WHERE state = 'pending' AND NOT EXISTS (
              SELECT 1 FROM signalbox_outbox AS stuck WHERE stuck.state = 'parked' AND stuck.lane = queued.lane)
            ORDER BY number LIMIT $1""";
    private static final String SETTLE = """
            UPDATE signalbox_outbox SET state = $1, result = $2, position = $3, settled_at = $4
            WHERE id = $5 AND state = 'pending'""";
    private static final String RESULT = """
            SELECT state, result FROM signalbox_outbox WHERE id = $1
            UNION ALL SELECT ended, result FROM signalbox_outbox_ended WHERE id = $1""";
    private static final String RESULTS = """
            SELECT result FROM signalbox_outbox
            WHERE state <> 'pending' AND id IN (SELECT value FROM json_each($1))""";
    private static final String PARKED = """
            SELECT json, result, settled_at, (
              SELECT count(*) FROM signalbox_outbox AS behind
              WHERE behind.state = 'pending' AND behind.lane = stuck.lane) AS waiting
            FROM signalbox_outbox AS stuck WHERE state = 'parked' ORDER BY number""";
    private static final String HAS_UNSEEN = """
            SELECT EXISTS (SELECT 1 FROM signalbox_outbox WHERE state = 'pending')
              OR EXISTS (SELECT 1 FROM signalbox_outbox WHERE state = 'accepted' AND position > $1) AS any""";
    private static final String UNSEEN = """
            SELECT number, json FROM signalbox_outbox AS queued
            WHERE state = 'pending' AND lane >= $1 AND lane < $2 AND NOT EXISTS (
              SELECT 1 FROM signalbox_outbox AS stuck WHERE stuck.state = 'parked' AND stuck.lane = queued.lane)
            UNION ALL
            SELECT number, json FROM signalbox_outbox
            WHERE state = 'accepted' AND position > $3 AND lane >= $1 AND lane < $2
            ORDER BY number LIMIT $4""";
    private static final String NOTE = """
            INSERT INTO signalbox_meta (name, value) VALUES ($1, $2)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value""";
    private static final String EPOCH = "epoch";
    private static final String SEEN = "seen";
    private static final String SEND_ALL_AGAIN = """
            UPDATE signalbox_outbox SET state = 'pending' WHERE state = 'accepted' AND position IS NOT NULL""";
    private static final String PRUNE = """
            DELETE FROM signalbox_outbox WHERE number IN (
              SELECT number FROM signalbox_outbox WHERE state = 'accepted' AND settled_at < $1 LIMIT $2)""";
    private static final String INSERT = """
            INSERT INTO signalbox_outbox (id, lane, json, bytes) VALUES ($1, $2, $3, $4)
            ON CONFLICT (id) DO NOTHING""";
    private static final String REPLACE = """
            UPDATE signalbox_outbox
            SET id = $1, json = $2, bytes = $3, state = 'pending', result = NULL, settled_at = NULL
            WHERE number = $4""";
    private static final String END = """
            INSERT INTO signalbox_outbox_ended (id, json, result, ended, reason, replaced_by, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""";

    private static final int COUNT_EVERY = 1_000;
    private static final int PRUNED_AT_ONCE = 1_000;

    private final Clock clock;
    private long freePlaces;

    public SqliteOutbox(Clock clock) {
        this.clock = clock;
    }

    /**
     * Queues a command. The same command under its known id is no second one, and neither is another question under the
     * key of a known one. Fails with {@link InvalidInput} when it is too large to be sent or its id was used for
     * another, {@link OutboxFull} when too many wait.
     */
    public void add(StoreTransaction tx, Command command) {
        Command dated = command.occurredAt() != null ? command : at(command, clock.instant());
        int added = insert(tx, dated);
        if (added == 0 && !isKnown(tx, command)) {
            throw new InvalidInput("/id", "the id " + command.id() + " was used for another command; take a fresh one");
        }
    }

    /** The oldest commands that may be sent now, in order: those of lanes in which none is parked. */
    List<OutboxRow> next(StoreTransaction tx, int rowsMax, int bytesMax) {
        List<OutboxRow> rows = new ArrayList<>();
        int bytes = 0;
        for (Row row : tx.query(NEXT, rowsMax)) {
            bytes += Math.toIntExact(row.number("bytes"));
            if (bytes > bytesMax && !rows.isEmpty()) break;
            rows.add(new OutboxRow(row.text("id"), row.text("json")));
        }
        return rows;
    }

    /** Whether {@link #next} would find something. */
    boolean hasNext(StoreTransaction tx) {
        return !next(tx, 1, Integer.MAX_VALUE).isEmpty();
    }

    /** Stores the hub's verdicts; answers how many commands they settled. */
    int settle(StoreTransaction tx, Collection<CommandResult> results) {
        Instant now = clock.instant();
        int settled = 0;
        for (CommandResult result : results) {
            if (result.verdict() == Verdict.BLOCKED) continue;
            settled += tx.update(
                    SETTLE,
                    result.verdict().isDone() ? "accepted" : "parked",
                    Json.writeText(result),
                    result.position(),
                    now,
                    result.id());
        }
        return settled;
    }

    /**
     * What became of a command: empty while it is pending. Fails with {@link InvalidInput} when the outbox does not
     * know it.
     */
    Optional<CommandResult> result(StoreTransaction tx, String id) {
        List<Row> rows = tx.query(RESULT, id);
        if (rows.isEmpty()) throw new InvalidInput("/id", "the outbox has no command " + id);
        Row row = rows.get(0);
        return row.text("state").equals("pending") ? Optional.empty() : Optional.of(result(row));
    }

    /** Those of the commands that are settled. */
    List<CommandResult> results(StoreTransaction tx, Collection<String> ids) {
        return tx.query(RESULTS, Json.writeText(ids)).stream()
                .map(SqliteOutbox::result)
                .toList();
    }

    /** All parked commands, oldest first. */
    List<ParkedCommand> parked(StoreTransaction tx) {
        List<ParkedCommand> parked = new ArrayList<>();
        for (Row row : tx.query(PARKED)) {
            CommandResult result = result(row);
            parked.add(new ParkedCommand(
                    command(row),
                    result.verdict(),
                    problem(result),
                    Times.ofMicros(row.number("settled_at")),
                    row.number("waiting")));
        }
        return parked;
    }

    /** The oldest commands that the hub has not answered. */
    List<Command> waiting(StoreTransaction tx, int most) {
        return tx
                .query("SELECT json FROM signalbox_outbox WHERE state = 'pending' ORDER BY number LIMIT $1", most)
                .stream()
                .map(SqliteOutbox::command)
                .toList();
    }

    /**
     * Commands of lanes that begin with this text up to a slash, which a copy of the hub's state at {@code position}
     * has not seen: those that may still be sent, and those that the hub accepted behind it. In the order they were
     * written; at most so many.
     */
    public static List<Command> unseen(StoreTransaction tx, String lanes, long position, int most) {
        char behindSlash = '/' + 1;
        return unseen(tx, lanes, lanes.substring(0, lanes.length() - 1) + behindSlash, position, most);
    }

    /** Whether there is any command at all that a copy at {@code position} has not seen; cheap. */
    public static boolean hasUnseen(StoreTransaction tx, long position) {
        return tx.query(HAS_UNSEEN, position).get(0).number("any") > 0;
    }

    /** The same of one lane. */
    public static List<Command> unseenOf(StoreTransaction tx, String lane, long position, int most) {
        return unseen(tx, lane, lane + "\u0001", position, most);
    }

    private static List<Command> unseen(StoreTransaction tx, String from, String to, long position, int most) {
        return tx.query(UNSEEN, from, to, position, most).stream()
                .map(SqliteOutbox::command)
                .toList();
    }

    /** How many commands the hub has not answered. */
    long pending(StoreTransaction tx) {
        return tx.query("SELECT count(*) AS n FROM signalbox_outbox WHERE state = 'pending'")
                .get(0)
                .number("n");
    }

    /**
     * Puts a parked command back in its place in the queue, under a new id. A command that expects a version expects
     * {@code version} from now on, or without one the version that the hub said is current.
     */
    String retry(StoreTransaction tx, String id, @Nullable Long version) {
        Row row = parkedRow(tx, id);
        Command old = command(row);
        Long expected = version;
        if (expected == null && old.expectedVersion() != null) {
            JsonNode current = problem(result(row)).current();
            expected = current != null && current.path("version").isIntegralNumber()
                    ? Long.valueOf(current.path("version").longValue())
                    : old.expectedVersion();
        }
        return replace(tx, row, old, expected, old.body(), "retried");
    }

    /** The same with another body. A create keeps the id of the thing that it makes. */
    String amend(StoreTransaction tx, String id, JsonNode body) {
        Row row = parkedRow(tx, id);
        Command old = command(row);
        ObjectNode amended = body.deepCopy();
        if (old.body().has("id") && !amended.has("id"))
            amended.set("id", old.body().get("id"));
        return replace(tx, row, old, old.expectedVersion(), amended, "amended");
    }

    /** Gives a parked command up; those behind it go on. */
    void discard(StoreTransaction tx, String id, String reason) {
        if (reason.isBlank()) throw new InvalidInput("/reason", "say why the command is given up");
        Row row = parkedRow(tx, id);
        end(tx, row, "discarded", reason, null);
        tx.update("DELETE FROM signalbox_outbox WHERE number = $1", row.number("number"));
    }

    /**
     * The newest cursor that the hub gave with its verdicts, shown to it with whatever is sent; null before the first.
     */
    @Nullable
    Cursor seen(StoreTransaction tx) {
        String noted = noted(tx, SEEN);
        return noted == null ? null : Cursor.parse(noted);
    }

    /**
     * Notes a cursor that the hub gave with its verdicts, before these are settled. Answers how many commands go out
     * again, as {@link #noteEpoch} does.
     */
    int noteSeen(StoreTransaction tx, Cursor cursor) {
        int again = noteEpoch(tx, cursor.epoch());
        Cursor before = seen(tx);
        boolean newer =
                before == null || !before.epoch().equals(cursor.epoch()) || before.position() < cursor.position();
        if (newer) tx.update(NOTE, SEEN, cursor.toString());
        return again;
    }

    /**
     * Notes the identity of the hub's history. When it is another than before, the hub was restored: what it accepted
     * may be gone, so everything that is still kept goes out again under its old ids, of which the hub takes each once.
     * Answers how many.
     */
    int noteEpoch(StoreTransaction tx, String epoch) {
        String known = noted(tx, EPOCH);
        if (epoch.equals(known)) return 0;
        tx.update(NOTE, EPOCH, epoch);
        return known == null ? 0 : sendAllAgain(tx);
    }

    /**
     * The hub does not hold what {@link #seen} names: it was put back to an earlier moment, whatever its epoch.
     * Everything that it accepted and that is still kept goes out again under its old ids. Answers how many.
     */
    int lost(StoreTransaction tx) {
        return sendAllAgain(tx);
    }

    private static int sendAllAgain(StoreTransaction tx) {
        tx.update("DELETE FROM signalbox_meta WHERE name = $1", SEEN);
        return tx.update(SEND_ALL_AGAIN);
    }

    private static @Nullable String noted(StoreTransaction tx, String name) {
        List<Row> found = tx.query("SELECT value FROM signalbox_meta WHERE name = $1", name);
        return found.isEmpty() ? null : found.get(0).text("value");
    }

    /** Forgets accepted commands that are older than they need be kept. */
    void prune(StoreTransaction tx) {
        tx.update(PRUNE, clock.instant().minus(Limits.OUTBOX_ACCEPTED_KEPT), PRUNED_AT_ONCE);
    }

    private int insert(StoreTransaction tx, Command command) {
        String json = Json.writeText(command);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.OUTBOX_BATCH_BYTES) {
            throw new InvalidInput(
                    "/body",
                    "the command has " + bytes + " bytes; at most " + Limits.OUTBOX_BATCH_BYTES + " can be sent");
        }
        takePlace(tx);
        return tx.update(INSERT, command.id(), command.lane(), json, bytes);
    }

    /** Counting a million rows at every insert would be slow, so places are counted a thousand at a time. */
    private void takePlace(StoreTransaction tx) {
        if (freePlaces == 0) freePlaces = Math.min(COUNT_EVERY, Limits.OUTBOX_PENDING_MAX - pending(tx));
        if (freePlaces <= 0) {
            freePlaces = 0;
            throw new OutboxFull(Limits.OUTBOX_PENDING_MAX);
        }
        freePlaces--;
    }

    private static boolean isKnown(StoreTransaction tx, Command command) {
        Command known = command(tx.query("SELECT json FROM signalbox_outbox WHERE id = $1", command.id())
                .get(0));
        JsonNode once = command.body().path("once");
        if (once.isTextual() && once.equals(known.body().path("once"))) return true;
        Instant same = command.occurredAt() == null ? Instant.EPOCH : command.occurredAt();
        Command compared = command.occurredAt() == null ? at(known, same) : known;
        return Json.writeText(compared).equals(Json.writeText(at(command, same)));
    }

    private String replace(
            StoreTransaction tx, Row row, Command old, @Nullable Long expectedVersion, JsonNode body, String ended) {
        Command fresh = new Command(Ids.next(), old.command(), old.target(), expectedVersion, old.occurredAt(), body);
        String json = Json.writeText(fresh);
        end(tx, row, ended, null, fresh.id());
        tx.update(REPLACE, fresh.id(), json, json.getBytes(StandardCharsets.UTF_8).length, row.number("number"));
        return fresh.id();
    }

    private void end(StoreTransaction tx, Row row, String ended, @Nullable String reason, @Nullable String replacedBy) {
        tx.update(
                END, row.text("id"), row.text("json"), row.text("result"), ended, reason, replacedBy, clock.instant());
    }

    private static Row parkedRow(StoreTransaction tx, String id) {
        List<Row> rows = tx.query(
                "SELECT number, id, json, result FROM signalbox_outbox WHERE id = $1 AND state = 'parked'", id);
        if (rows.isEmpty()) {
            throw new InvalidInput("/id", "no command " + id + " is parked; outbox().attention() lists those that are");
        }
        return rows.get(0);
    }

    private static Command command(Row row) {
        return Json.readLenient(row.text("json").getBytes(StandardCharsets.UTF_8), Command.class);
    }

    private static CommandResult result(Row row) {
        return Json.readLenient(row.text("result").getBytes(StandardCharsets.UTF_8), CommandResult.class);
    }

    static Problem problem(CommandResult result) {
        Problem problem = result.problem();
        return problem != null
                ? problem
                : Problem.of(ProblemCode.INTERNAL, "the hub refused " + result.id() + " without a reason");
    }

    private static Command at(Command command, Instant occurredAt) {
        return new Command(
                command.id(),
                command.command(),
                command.target(),
                command.expectedVersion(),
                occurredAt,
                command.body());
    }
}
