package dev.signalbox.cli.delivery;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.command.ReplayDeliveries;
import dev.signalbox.wire.delivery.Delivery;
import dev.signalbox.wire.delivery.Delivery.Try;
import dev.signalbox.wire.delivery.Endpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox deliveries}. */
@Command(
        name = "deliveries",
        description = "What did not get to its endpoint, and how to send it once more.",
        subcommands = {
            DeliveriesCommand.ListAll.class,
            DeliveriesCommand.Show.class,
            DeliveriesCommand.Retry.class,
            DeliveriesCommand.Replay.class
        },
        footer = {
            "%nExamples:",
            "  signalbox deliveries list                     dead letters: given up",
            "  signalbox deliveries list --waiting           what is tried again by itself",
            "  signalbox deliveries show on-call 4711        each try, and what came back",
            "  signalbox deliveries retry on-call            what waits is tried now",
            "  signalbox deliveries replay on-call 4711",
            "%nWhere events go: signalbox endpoints list."
        })
public final class DeliveriesCommand {
    @Command(
            name = "list",
            description = "Dead letters, the newest first; or what is tried again.",
            footer = {
                "%nExamples:",
                "  signalbox deliveries list",
                "  signalbox deliveries list --endpoint on-call --waiting",
                "  signalbox deliveries list -o jsonl | jq -r '\"\\(.position) \\(.last.answer)\"'"
            })
    static final class ListAll implements Subcommand {
        @Option(names = "--endpoint", paramLabel = "ENDPOINT", description = "Only those of one endpoint.")
        private @Nullable String which;

        @Option(names = "--waiting", description = "What was tried and is tried again.")
        private boolean waiting;

        @Override
        public void run(CommandRun run) {
            Map<String, String> query = new HashMap<>();
            if (which != null) query.put("endpoint", GivenEndpoint.id(which, run));
            if (waiting) query.put("state", Delivery.State.WAITING.word());
            query.put("limit", "500");
            List<Delivery> all =
                    run.await(GivenEndpoint.hub(run).deliveries(query)).items();
            Map<String, String> names = GivenEndpoint.all(run).stream()
                    .collect(Collectors.toMap(Endpoint::id, Endpoint::name, (one, other) -> one));
            Instant now = run.now();
            run.output()
                    .list(
                            all,
                            new Columns<Delivery>()
                                    .with("ENDPOINT", each -> names.getOrDefault(each.endpoint(), each.endpoint()))
                                    .with("POSITION", Delivery::position)
                                    .with("TRIES", Delivery::tries)
                                    .when(waiting, "AGAIN", each -> again(each, now))
                                    .when(!waiting, "GIVEN UP", each -> at(each.last()))
                                    .with("STATUS", each -> status(each.last()))
                                    .with("ANSWER", each -> answer(each.last())));
        }
    }

    private static @Nullable String again(Delivery delivery, Instant now) {
        return delivery.nextAt() == null ? "now" : Ages.until(delivery.nextAt(), now);
    }

    private static @Nullable String at(@Nullable Try one) {
        return one == null ? null : Ages.minute(one.at());
    }

    private static @Nullable Object status(@Nullable Try one) {
        return one == null || one.status() == null ? "none" : one.status();
    }

    private static @Nullable String answer(@Nullable Try one) {
        return one == null ? null : one.answer();
    }

    @Command(
            name = "show",
            description = "What became of one event on its way to one endpoint.",
            footer = {
                "%nExamples:",
                "  signalbox deliveries show on-call 4711",
                "%nThe position: signalbox events; the notification of a dead letter names it."
            })
    static final class Show implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Parameters(index = "1", paramLabel = "POSITION", description = "Of the event in the log.")
        private long position;

        @Override
        public void run(CommandRun run) {
            String id = given.id(run);
            Delivery delivery = run.await(GivenEndpoint.hub(run).delivery(id, position));
            Ink ink = run.output().ink();
            run.output().one(delivery, text(delivery, ink), delivery.state().word());
        }

        private static String text(Delivery delivery, Ink ink) {
            List<String> lines = new ArrayList<>();
            lines.add(ink.bold(delivery.state().word()) + "  " + Ink.plain(String.valueOf(delivery.type())) + " at "
                    + delivery.position());
            if (delivery.event() != null) lines.add("event   " + Ink.plain(delivery.event()));
            if (delivery.nextAt() != null) lines.add("again   " + Ages.minute(delivery.nextAt()) + " UTC");
            List<Try> all = delivery.all() == null ? List.of() : delivery.all();
            for (Try one : all) {
                lines.add("try     " + Ages.minute(one.at()) + " UTC  " + status(one) + " in " + one.millis() + " ms  "
                        + (one.answer() == null ? "" : Ink.plain(one.answer())));
            }
            return String.join(System.lineSeparator(), lines);
        }
    }

    @Command(
            name = "retry",
            description = "Try what waits for an endpoint at once; or send dead letters once more.",
            footer = {
                "%nExamples:",
                "  signalbox deliveries retry on-call            what waits, now",
                "  signalbox deliveries retry on-call 4711       a dead letter, once more"
            })
    static final class Retry implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "POSITION",
                description = "Of a dead letter. Default: what waits.")
        private @Nullable Long position;

        @Override
        public void run(CommandRun run) {
            String id = given.id(run);
            if (position == null) {
                GivenEndpoint.show(
                        run, "Tried again:", run.await(GivenEndpoint.hub(run).retry(id)));
                return;
            }
            ReplayDeliveries wish = new ReplayDeliveries(null, position, null);
            GivenEndpoint.show(
                    run, "Sent once more:", run.await(GivenEndpoint.hub(run).replay(id, wish)));
        }
    }

    @Command(
            name = "replay",
            description = "Send events of the log to an endpoint once more, under the ids that they had.",
            footer = {
                "%nExamples:",
                "  signalbox deliveries replay on-call 4711               one event",
                "  signalbox deliveries replay on-call 4711 --to 4800     those of a range",
                "  signalbox deliveries replay on-call --event 0192f3c4-… by id, or webhook-id",
                "  signalbox deliveries replay other 4711 --to 4800       into another",
                "%nIt goes on beside what comes in its turn, and of a range only what the endpoint",
                "asks for. A receiver that keeps webhook-id drops what it has seen."
            })
    static final class Replay implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Parameters(index = "1", arity = "0..1", paramLabel = "POSITION", description = "Of the first event.")
        private @Nullable Long from;

        @Option(names = "--to", paramLabel = "POSITION", description = "Of the last event. Default: that one alone.")
        private @Nullable Long to;

        @Option(names = "--event", paramLabel = "ID", description = "One event, by its id.")
        private @Nullable String event;

        @Override
        public void run(CommandRun run) {
            if ((from == null) == (event == null)) {
                throw Failure.usage(
                        "Say which events: a position, or --event ID.",
                        "signalbox deliveries replay ENDPOINT POSITION");
            }
            ReplayDeliveries wish = new ReplayDeliveries(event, from, to);
            String id = given.id(run);
            GivenEndpoint.show(
                    run, "Replayed into", run.await(GivenEndpoint.hub(run).replay(id, wish)));
        }
    }
}
