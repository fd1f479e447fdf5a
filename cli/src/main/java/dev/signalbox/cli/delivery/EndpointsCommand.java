package dev.signalbox.cli.delivery;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Incomplete;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.command.ChangeEndpoint;
import dev.signalbox.wire.command.CreateEndpoint;
import dev.signalbox.wire.command.DisableEndpoint;
import dev.signalbox.wire.command.RotateEndpoint;
import dev.signalbox.wire.delivery.Endpoint;
import dev.signalbox.wire.delivery.Endpoint.Standing;
import dev.signalbox.wire.delivery.Endpoint.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox endpoints}. */
@Command(
        name = "endpoints",
        description = "Have the hub send events to a URL of yours, signed: webhooks.",
        subcommands = {
            EndpointsCommand.Create.class,
            EndpointsCommand.ListAll.class,
            EndpointsCommand.Show.class,
            EndpointsCommand.Change.class,
            EndpointsCommand.Rotate.class,
            EndpointsCommand.Disable.class,
            EndpointsCommand.Enable.class,
            EndpointsCommand.Delete.class
        },
        footer = {
            "%nExamples:",
            "  signalbox endpoints create on-call https://example.org/h --types question.*",
            "  signalbox endpoints list",
            "  signalbox endpoints rotate on-call --overlap 24h",
            "  signalbox endpoints disable on-call --reason \"it moves\"",
            "%nEach event is sent until the server answers 200 to 299, for a day at most:",
            "signalbox deliveries list shows what did not get there. docs/webhooks.md shows",
            "how a server verifies what comes."
        })
public final class EndpointsCommand {
    /** What an endpoint asks for. */
    static final class Asked {
        @Option(
                names = "--types",
                paramLabel = "TYPES",
                split = ",",
                description = "Types with commas between: question.asked, question.* … Default: all you may read.")
        private @Nullable List<String> types;

        @Option(
                names = "--tags",
                paramLabel = "TAGS",
                split = ",",
                description = "Only events with one of these tags, with commas between.")
        private @Nullable List<String> tags;

        @Option(
                names = "--streams",
                paramLabel = "STREAMS",
                split = ",",
                description = "Only events of these things: question/*, tasks/17 …")
        private @Nullable List<String> streams;
    }

    @Command(
            name = "create",
            description = "Have events sent to a URL from now on. The secret is shown once, now.",
            footer = {
                "%nExamples:",
                "  signalbox endpoints create on-call https://example.org/h --types question.*",
                "  signalbox endpoints create ci https://ci.example.org/in --tags build,deploy",
                "  SECRET=$(signalbox endpoints create all https://example.org/all --quiet)",
                "%nWhat the key that makes it may not read is not sent, and when that key ends,",
                "it is disabled. Servers inside your network: deliveries: {allow: […]} in",
                "signalbox.yaml of the hub."
            })
    static final class Create implements Subcommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "For people.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "URL", description = "https://… or http://…")
        private String url = "";

        @Mixin
        private final Asked asked = new Asked();

        @Override
        public void run(CommandRun run) {
            CreateEndpoint wish = new CreateEndpoint(null, name, url, asked.types, asked.tags, asked.streams);
            GivenEndpoint.showSecret(run, run.await(GivenEndpoint.hub(run).create(wish)), "Made");
        }
    }

    @Command(
            name = "list",
            description = "All endpoints, and how far each has come.",
            footer = {"%nExamples:", "  signalbox endpoints list", "  signalbox endpoints list -o jsonl | jq .reason"})
    static final class ListAll implements Subcommand {
        @Override
        public void run(CommandRun run) {
            Instant now = run.now();
            List<Endpoint> all = GivenEndpoint.all(run);
            run.output()
                    .list(
                            all,
                            new Columns<Endpoint>()
                                    .id("ID", Endpoint::id)
                                    .with("NAME", Endpoint::name)
                                    .with("STATE", endpoint -> state(endpoint, now))
                                    .with("BEHIND", endpoint -> behind(endpoint.delivery()))
                                    .with("DEAD", endpoint -> dead(endpoint.delivery()))
                                    .with("URL", Endpoint::url)
                                    .when(
                                            all.stream().anyMatch(each -> each.incomplete() != null),
                                            "NOTE",
                                            endpoint -> Incomplete.cell(endpoint.incomplete())));
        }
    }

    private static String state(Endpoint endpoint, Instant now) {
        Standing standing = endpoint.delivery();
        if (endpoint.state() == State.DISABLED) return "disabled";
        if (standing == null || standing.nextAt() == null) return "well";
        return "tried " + standing.failures() + "x, again " + Ages.until(standing.nextAt(), now);
    }

    private static @Nullable Object behind(@Nullable Standing standing) {
        return standing == null ? null : standing.behind();
    }

    private static @Nullable Object dead(@Nullable Standing standing) {
        return standing == null || standing.deadLetters() == 0 ? null : standing.deadLetters();
    }

    @Command(
            name = "show",
            description = "One endpoint: what it asks for, and how far it has come.",
            footer = {"%nExamples:", "  signalbox endpoints show on-call", "  signalbox endpoints show on-call -o json"
            })
    static final class Show implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Override
        public void run(CommandRun run) {
            Endpoint endpoint = run.await(GivenEndpoint.hub(run).endpoint(given.id(run)));
            run.output().one(endpoint, text(endpoint, run.output().ink(), run.now()), endpoint.id());
        }

        private static String text(Endpoint endpoint, Ink ink, Instant now) {
            List<String> lines = new ArrayList<>();
            lines.add(ink.bold(Ink.plain(endpoint.name())) + "  " + state(endpoint, now));
            add(lines, "id", endpoint.id());
            add(lines, "url", endpoint.url());
            add(lines, "types", endpoint.types().isEmpty() ? "all" : String.join(", ", endpoint.types()));
            add(lines, "tags", endpoint.tags().isEmpty() ? null : String.join(", ", endpoint.tags()));
            add(lines, "streams", endpoint.streams().isEmpty() ? null : String.join(", ", endpoint.streams()));
            add(lines, "made", Ages.minute(endpoint.createdAt()) + " UTC by " + endpoint.createdBy());
            add(lines, "off", endpoint.reason());
            Standing standing = endpoint.delivery();
            if (standing != null) {
                add(lines, "stands", "at position " + standing.position() + ", " + standing.behind() + " behind");
                add(lines, "dead", standing.deadLetters() == 0 ? null : standing.deadLetters() + " dead letters");
                add(lines, "replays", standing.replays() == 0 ? null : standing.replays() + " under way");
            }
            return String.join(System.lineSeparator(), lines);
        }

        private static void add(List<String> lines, String what, @Nullable String text) {
            if (text != null) lines.add("%-8s%s".formatted(what, Ink.plain(text)));
        }
    }

    @Command(
            name = "change",
            description = "Give an endpoint another name, URL or choice of events. What waits is tried at once.",
            footer = {
                "%nExamples:",
                "  signalbox endpoints change on-call --to https://new.example.org/hook",
                "  signalbox endpoints change on-call --types question.asked,question.answered"
            })
    static final class Change implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Option(names = "--name", paramLabel = "NAME", description = "For people.")
        private @Nullable String name;

        @Option(names = "--to", paramLabel = "URL", description = "https://… or http://…")
        private @Nullable String url;

        @Mixin
        private final Asked asked = new Asked();

        @Override
        public void run(CommandRun run) {
            ChangeEndpoint wish = new ChangeEndpoint(name, url, asked.types, asked.tags, asked.streams);
            String id = given.id(run);
            GivenEndpoint.show(run, "Changed", run.await(GivenEndpoint.hub(run).change(id, wish)));
        }
    }

    @Command(
            name = "rotate",
            description = "Sign with another secret, shown once, now. For a while both sign.",
            footer = {
                "%nExamples:",
                "  signalbox endpoints rotate on-call                the old one ends in an hour",
                "  signalbox endpoints rotate on-call --overlap 7d",
                "  signalbox endpoints rotate on-call --overlap 0s   it has leaked"
            })
    static final class Rotate implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Option(
                names = "--overlap",
                paramLabel = "DURATION",
                description = "How long the old secret signs as well, 0s to 30d. Default: 1h.")
        private @Nullable String overlap;

        @Override
        public void run(CommandRun run) {
            RotateEndpoint wish = new RotateEndpoint(overlap);
            String id = given.id(run);
            GivenEndpoint.showSecret(run, run.await(GivenEndpoint.hub(run).rotate(id, wish)), "Rotated");
        }
    }

    @Command(
            name = "disable",
            description = "Send nothing there until it is enabled; what comes meanwhile waits in the log.",
            footer = {
                "%nExamples:",
                "  signalbox endpoints disable on-call",
                "  signalbox endpoints disable on-call --reason \"it moves to another server\""
            })
    static final class Disable implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Option(names = "--reason", paramLabel = "TEXT", description = "For people.")
        private @Nullable String reason;

        @Override
        public void run(CommandRun run) {
            String id = given.id(run);
            GivenEndpoint.show(
                    run, "Disabled", run.await(GivenEndpoint.hub(run).disable(id, new DisableEndpoint(reason))));
        }
    }

    @Command(
            name = "enable",
            description = "Go on where it stood.",
            footer = {"%nExamples:", "  signalbox endpoints enable on-call"})
    static final class Enable implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Override
        public void run(CommandRun run) {
            String id = given.id(run);
            GivenEndpoint.show(run, "Enabled", run.await(GivenEndpoint.hub(run).enable(id)));
        }
    }

    @Command(
            name = "delete",
            description = "Send nothing there any more, and forget what it did not take.",
            footer = {"%nExamples:", "  signalbox endpoints delete on-call"})
    static final class Delete implements Subcommand {
        @Mixin
        private final GivenEndpoint given = new GivenEndpoint();

        @Override
        public void run(CommandRun run) {
            String id = given.id(run);
            GivenEndpoint.show(run, "Deleted", run.await(GivenEndpoint.hub(run).delete(id)));
        }
    }
}
