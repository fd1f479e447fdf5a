package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.client.store.Row;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What people in Slack want of the hub, until it said yes or no. A yes shows on the card; a no is told to the person,
 * in this run of the bot or a later one, and so is that the hub is away.
 */
final class Wishes implements AutoCloseable {
    /** Until a person is told that the hub does not answer. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int ROUND = 50;
    private static final String AWAY =
            "The hub does not answer just now. What you said is kept here and reaches it as soon"
                    + " as it does; somebody else may have been first by then.";
    private static final long KEPT_MILLIS = Duration.ofDays(30).toMillis();

    private final Signalbox box;
    private final Clock clock;
    private final Consumer<String> warn;
    private @Nullable AutoCloseable listening;

    Wishes(Signalbox box, Clock clock, Consumer<String> warn) {
        this.box = box;
        this.clock = clock;
        this.warn = warn;
    }

    /** Hears what the hub refuses from here on, and what it refused before. */
    Wishes start() {
        long old = clock.millis() - KEPT_MILLIS;
        box.local().update("DELETE FROM slack_wish WHERE sent_at < $1", old);
        listening = box.outbox().onAttention(this::refused);
        return this;
    }

    /**
     * Where somebody in Slack hears of the verdict.
     *
     * @param thread the message that the word belongs to; null for none
     */
    record Place(String channel, String member, @Nullable String thread) {}

    /** Sends the wish when the transaction commits. */
    void send(Tx tx, Command command, Place place) {
        tx.update(
                "INSERT INTO slack_wish (command, channel, member, thread, sent_at) VALUES ($1, $2, $3, $4, $5)",
                command.id(),
                place.channel(),
                place.member(),
                place.thread(),
                clock.millis());
        tx.send(command);
    }

    /** Lets go of what the hub took, and tells whoever waited for too long that it does not answer. */
    void look() {
        List<Row> old = box.local()
                .query(
                        "SELECT command FROM slack_wish WHERE told = 0 AND sent_at <= $1 LIMIT $2",
                        clock.millis() - PATIENCE.toMillis(),
                        ROUND);
        for (Row row : old) {
            String command = row.text("command");
            boolean taken = Waits.join(box.outbox().verdict(command).toCompletableFuture())
                    .filter(result -> result.problem() == null)
                    .isPresent();
            if (taken) box.local().update("DELETE FROM slack_wish WHERE command = $1", command);
            else tellAway(command);
        }
    }

    @Override
    public void close() {
        try {
            if (listening != null) listening.close();
        } catch (Exception e) {
            warn.accept("The bot goes on hearing what the hub refuses: " + e.getMessage());
        }
    }

    private void tellAway(String command) {
        box.local().write(tx -> {
            for (Row row : wish(tx, command)) tell(tx, row, AWAY);
            tx.update("UPDATE slack_wish SET told = 1 WHERE command = $1", command);
        });
    }

    private void refused(ParkedCommand parked) {
        String words = words(parked.problem());
        boolean[] told = {false};
        box.local().write(tx -> {
            for (Row row : wish(tx, parked.id())) {
                tell(tx, row, words);
                told[0] = true;
            }
            tx.update("DELETE FROM slack_wish WHERE command = $1", parked.id());
        });
        if (!told[0])
            warn.accept("The hub refused " + parked.command().command() + ": " + Refusals.inWords(parked.problem()));
        box.outbox()
                .discard(parked.id(), "the person was told: " + parked.problem().code());
    }

    private static List<Row> wish(Tx tx, String command) {
        return tx.query("SELECT channel, member, thread FROM slack_wish WHERE command = $1", command);
    }

    private static void tell(Tx tx, Row row, String words) {
        Cards.tell(tx, row.text("channel"), row.text("member"), row.textOrNull("thread"), words);
    }

    /** Who was first, when that is why; else the hub's own words. */
    private static String words(Problem problem) {
        JsonNode answer = problem.answer();
        JsonNode current = problem.current();
        if (answer != null && answer.isObject())
            return tooLate(QuestionCard.answered(Json.readLenient(answer, Answer.class)));
        if (current != null && current.path("resource").has("prompt")) {
            return tooLate(QuestionCard.result(Json.readLenient(current.path("resource"), Question.class)));
        }
        return "The hub did not take it: " + Mrkdwn.cut(Mrkdwn.escaped(Refusals.inWords(problem)), 1000);
    }

    static String tooLate(String result) {
        return "Too late: " + result;
    }
}
