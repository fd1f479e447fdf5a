package dev.signalbox.cli.slack;

import dev.signalbox.client.local.LocalStore;
import dev.signalbox.client.local.Migration;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bot's own tables, in the file of its outbox: cards, which can be made again of the log and of what is in the
 * channel; envelopes, kept before they are acknowledged; errands, what is still to be said in Slack; wishes, whose
 * verdict somebody in Slack waits for.
 */
final class Cards {
    /** Cards of what is over; a click on one that is forgotten is told so. */
    static final int OVER_KEPT = 10_000;

    private static final int FORGOTTEN_EACH = 100;
    private static final String SELECT = "SELECT " + Card.COLUMNS + " FROM slack_card WHERE ";
    private static final String DUE = SELECT + """
            shown < version AND due_at <= $1 AND (ts IS NOT NULL OR open = 1 OR unsure = 1)
            ORDER BY position LIMIT $2""";
    private static final String OPEN = SELECT + "open = 1 AND thing LIKE 'question/%' ORDER BY position LIMIT $1";
    private static final String FORGET = """
            DELETE FROM slack_card WHERE open = 0 AND (shown >= version OR ts IS NULL) AND position <
              (SELECT position FROM slack_card WHERE open = 0 ORDER BY position DESC LIMIT 1 OFFSET $1)""";

    private final LocalStore store;

    Cards(LocalStore store) {
        this.store = store;
        store.migrate(Migration.of(
                1,
                "cards, envelopes, errands and wishes",
                """
                        CREATE TABLE slack_card (
                          thing TEXT PRIMARY KEY, json TEXT NOT NULL, version INTEGER NOT NULL,
                          position INTEGER NOT NULL, shown INTEGER NOT NULL DEFAULT 0, open INTEGER NOT NULL,
                          channel TEXT NOT NULL, ts TEXT, unsure INTEGER NOT NULL DEFAULT 0, parent TEXT,
                          due_at INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0, said TEXT) WITHOUT ROWID""",
                "CREATE INDEX slack_card_late ON slack_card (position) WHERE shown < version",
                "CREATE INDEX slack_card_open ON slack_card (open, position)",
                """
                        CREATE TABLE slack_envelope (
                          number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
                          json TEXT, tries INTEGER NOT NULL DEFAULT 0)""",
                "CREATE INDEX slack_envelope_waiting ON slack_envelope (number) WHERE json IS NOT NULL",
                """
                        CREATE TABLE slack_errand (
                          number INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT NOT NULL, json TEXT NOT NULL,
                          due_at INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0)""",
                """
                        CREATE TABLE slack_wish (
                          command TEXT PRIMARY KEY, channel TEXT NOT NULL, member TEXT NOT NULL, thread TEXT,
                          sent_at INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
                "CREATE TABLE slack_start (one INTEGER PRIMARY KEY, at INTEGER NOT NULL)"));
    }

    LocalStore store() {
        return store;
    }

    /** Those whose message does not show what they are, oldest change first. */
    List<Card> due(long now, int most) {
        return cards(store.query(DUE, now, most));
    }

    /** Questions that wait, oldest first. */
    List<Card> open(int most) {
        return cards(store.query(OPEN, most));
    }

    Optional<Card> find(String thing) {
        return cards(store.query(SELECT + "thing = $1", thing)).stream().findFirst();
    }

    static Optional<Card> find(Tx tx, String thing) {
        return cards(tx.query(SELECT + "thing = $1", thing)).stream().findFirst();
    }

    /** What an event made of it; what is known of its message stays. */
    static void put(Tx tx, Card card, long position) {
        tx.update(
                """
                INSERT INTO slack_card (thing, json, version, position, open, channel, unsure, parent)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (thing) DO UPDATE SET json = excluded.json, version = excluded.version,
                  position = excluded.position, open = excluded.open, gone = 0,
                  shown = CASE WHEN excluded.open = 0 AND ts IS NULL AND unsure = 0 THEN excluded.version
                    ELSE min(shown, excluded.version - 1) END""",
                card.thing(),
                card.json(),
                card.version(),
                position,
                card.open() ? 1 : 0,
                card.channel(),
                card.unsure() ? 1 : 0,
                card.parent());
        if (position % FORGOTTEN_EACH == 0) tx.update(FORGET, OVER_KEPT);
    }

    /** Nobody knows any more whether a message gets there; from here on it is looked for before another is posted. */
    void posting(Card card) {
        store.update("UPDATE slack_card SET unsure = 1 WHERE thing = $1", card.thing());
    }

    /** The message is there and shows this version. */
    void shown(Card card, String channel, String ts, String said) {
        store.update("""
                UPDATE slack_card SET ts = $1, channel = $2, shown = max(shown, $3), unsure = 0, due_at = 0, said = $4
                WHERE thing = $5""", ts, channel, card.version(), said, card.thing());
    }

    /** A message of it was found; what it shows is not known. */
    void found(Card card, String ts) {
        store.update(
                "UPDATE slack_card SET ts = $1, unsure = 0, shown = 0, said = NULL WHERE thing = $2", ts, card.thing());
    }

    /** The channel was read, or the thread of a parent: what was not found there is not there. */
    void absent(String channel, @Nullable String parent) {
        store.update("""
                UPDATE slack_card SET unsure = 0, said = NULL, shown = CASE open WHEN 1 THEN 0 ELSE version END
                WHERE unsure = 1 AND ts IS NULL AND channel = $1 AND parent IS $2""", channel, parent);
    }

    /** No message of it is there. */
    void absent(Card card) {
        store.update("""
                UPDATE slack_card SET ts = NULL, unsure = 0, said = NULL,
                  shown = CASE open WHEN 1 THEN 0 ELSE version END WHERE thing = $1""", card.thing());
    }

    /** Nothing more is to be shown of this version. */
    void settled(Card card) {
        store.update(
                "UPDATE slack_card SET shown = $1, unsure = 0 WHERE thing = $2 AND version = $1",
                card.version(),
                card.thing());
    }

    /** Not before then. */
    void later(Card card, long dueAt) {
        store.update("UPDATE slack_card SET due_at = $1 WHERE thing = $2", dueAt, card.thing());
    }

    /** The history begins anew: what it does not tell again is gone. */
    static void doubt(Tx tx) {
        tx.update("UPDATE slack_card SET gone = 1, shown = 0, version = 0");
    }

    /** What a history that began anew did not tell again. */
    List<Card> gone(int most) {
        return cards(store.query(SELECT + "gone = 1 LIMIT $1", most));
    }

    void forget(Card card) {
        store.update("DELETE FROM slack_card WHERE thing = $1", card.thing());
    }

    /** Puts a call of Slack's API on the list of what is still to be done; done at least once. */
    static void errand(Tx tx, String method, Map<String, String> arguments) {
        tx.update("INSERT INTO slack_errand (method, json) VALUES ($1, $2)", method, Json.writeText(arguments));
    }

    List<Row> errands(long now, int most) {
        return store.query(
                "SELECT number, method, json, tries FROM slack_errand WHERE due_at <= $1 ORDER BY number LIMIT $2",
                now,
                most);
    }

    void errandDone(long number) {
        store.update("DELETE FROM slack_errand WHERE number = $1", number);
    }

    void errandLater(long number, long dueAt, boolean tried) {
        store.update(
                "UPDATE slack_errand SET due_at = $1, tries = tries + $2 WHERE number = $3",
                dueAt,
                tried ? 1 : 0,
                number);
    }

    /** Only the person sees it. */
    static void tell(Tx tx, String channel, String member, @Nullable String thread, String text) {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("channel", channel);
        said.put("user", member);
        said.put("text", text);
        if (thread != null) said.put("thread_ts", thread);
        errand(tx, "chat.postEphemeral", said);
    }

    private static List<Card> cards(List<Row> rows) {
        return rows.stream().map(Card::of).toList();
    }
}
