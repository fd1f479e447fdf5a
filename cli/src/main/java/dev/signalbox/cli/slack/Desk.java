package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.TableCommands;
import dev.signalbox.client.local.Tx;
import dev.signalbox.wire.command.Command;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Works on what people did in Slack, one after another: what was done is written to the hub's table, and who did it is
 * looked up, before anything comes of it.
 */
final class Desk implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int ROUND = 50;

    private final Signalbox box;
    private final Envelopes envelopes;
    private final Clicks clicks;
    private final SlashCommands commands;
    private final Consumer<String> warn;
    private final Rounds rounds;

    Desk(
            Signalbox box,
            Envelopes envelopes,
            Clicks clicks,
            SlashCommands commands,
            Consumer<String> warn,
            Consumer<RuntimeException> fatal) {
        this.box = box;
        this.envelopes = envelopes;
        this.clicks = clicks;
        this.commands = commands;
        this.warn = warn;
        this.rounds = new Rounds("slack-desk", TICK, this::round, fatal);
    }

    /** What comes of an envelope, in the transaction in which it is done with. */
    @FunctionalInterface
    interface Outcome {
        Outcome NONE = tx -> {};

        void in(Tx tx);
    }

    Desk start() {
        rounds.start();
        return this;
    }

    @Override
    public void close() {
        rounds.close();
    }

    private void round() {
        for (Envelopes.Waiting each : envelopes.waiting(ROUND)) {
            if (rounds.isStopped()) return;
            work(each);
        }
    }

    private void work(Envelopes.Waiting waiting) {
        JsonNode payload = waiting.envelope().path("payload");
        try {
            Outcome outcome = payload.has("command") ? commands.typed(payload) : clicks.pressed(payload);
            box.local().write(tx -> {
                if (hasPerson(payload)) tx.send(row(waiting.id(), payload));
                outcome.in(tx);
                Envelopes.done(tx, waiting);
            });
        } catch (SlackRefused refused) {
            if (refused.isOfTheToken()) throw refused;
            failed(waiting, refused);
        } catch (RuntimeException e) {
            failed(waiting, e);
        }
    }

    private void failed(Envelopes.Waiting waiting, RuntimeException why) {
        if (!envelopes.failed(waiting)) {
            warn.accept("What somebody did in Slack was not understood and is left out: " + why);
        }
    }

    private static boolean hasPerson(JsonNode payload) {
        return payload.at("/user/id").isTextual() || payload.path("user_id").isTextual();
    }

    private static Command row(String id, JsonNode payload) {
        return TableCommands.append(InteractionRow.TABLE, InteractionRow.of(id, payload));
    }
}
