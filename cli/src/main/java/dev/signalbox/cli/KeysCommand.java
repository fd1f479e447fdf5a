package dev.signalbox.cli;

import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Page;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        description = "Let programs and people in, and out again. Needs an admin key.",
        subcommands = {KeysCommand.Create.class, KeysCommand.ListAll.class, KeysCommand.Revoke.class},
        footer = {
            "%nExamples:",
            "  signalbox keys create night-daemon --role daemon",
            "  export SIGNALBOX_KEY=$(signalbox keys create jane --role user --quiet)",
            "  signalbox keys create my-agent --role daemon --langfuse >> .env",
            "  signalbox keys list",
            "  signalbox keys revoke night-daemon",
            "%nRoles: admin (everything), daemon (asks and tells), bot (answers for named",
            "people), user (a person), viewer (reads only), and those that signalbox.yaml",
            "declares: signalbox ownership shows what each may do."
        })
final class KeysCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do with keys: create, list or revoke.");
    }

    @Command(name = "create", description = "Make a key. Its secret is shown once, now.")
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "NAME", description = "Who the program is: the actor of its events.")
        String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "admin, daemon, bot, user, viewer, or one that signalbox.yaml declares.")
        String role = "";

        @Option(names = "--expires", paramLabel = "DURATION", description = "The key ends by itself after 30d, 12h …")
        @Nullable
        String expiresIn;

        @Option(
                names = "--langfuse",
                description = "A pair of keys, public and secret, for programs that send traces to Langfuse.")
        boolean langfuse;

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            Invocation invocation = Invocation.of(spec);
            CreateKey wish = new CreateKey(name, role, expiresIn, langfuse ? Boolean.TRUE : null);
            Key key = Invocation.await(invocation.hub().createKey(wish));
            String secret = String.valueOf(key.secret());
            String shown = langfuse ? environment(key, invocation.settings().url()) : secret;
            invocation.output().one(key, shown, secret);
            invocation
                    .output()
                    .note("Made " + key.name() + " (" + key.role() + ", id " + key.id()
                            + "). Keep the secret now: the hub has only its hash. The program takes it from "
                            + (langfuse ? "these variables." : "SIGNALBOX_KEY."));
            return ExitCode.DONE;
        }

        /** What clients of Langfuse read; older ones know the address as HOST, newer ones as BASE_URL. */
        private static String environment(Key key, URI url) {
            return String.join(
                    "\n",
                    "LANGFUSE_PUBLIC_KEY=" + key.publicKey(),
                    "LANGFUSE_SECRET_KEY=" + key.secret(),
                    "LANGFUSE_HOST=" + url,
                    "LANGFUSE_BASE_URL=" + url);
        }
    }

    @Command(name = "list", description = "All keys, without their secrets.")
    static final class ListAll implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            Invocation invocation = Invocation.of(spec);
            Output output = invocation.output();
            output.list(all(invocation), keys -> {
                Table table = new Table(output.ink(), "ID", "NAME", "ROLE", "MADE", "BY", "EXPIRES", "REVOKED");
                for (Key key : keys) {
                    table.row(
                            key.id(),
                            key.name(),
                            key.role(),
                            day(Times.format(key.createdAt())),
                            key.createdBy(),
                            key.expiresAt() == null ? null : day(Times.format(key.expiresAt())),
                            key.revokedAt() == null ? null : day(Times.format(key.revokedAt())));
                }
                return table.toString();
            });
            return ExitCode.DONE;
        }

        private static String day(String time) {
            return time.substring(0, 16).replace('T', ' ');
        }
    }

    @Command(name = "revoke", description = "End a key. Acts within a second, on its open streams too.")
    static final class Revoke implements Callable<Integer> {
        @Parameters(paramLabel = "KEY", description = "Its id, or its name when only one key has it.")
        String which = "";

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            Invocation invocation = Invocation.of(spec);
            Key revoked = Invocation.await(invocation.hub().revokeKey(id(invocation)));
            Ink ink = invocation.output().ink();
            String text = ink.green("Revoked ") + Ink.plain(revoked.name()) + "  " + ink.dim(revoked.id());
            invocation.output().one(revoked, text, revoked.id());
            return ExitCode.DONE;
        }

        private String id(Invocation invocation) {
            List<Key> keys = all(invocation);
            if (keys.stream().anyMatch(key -> key.id().equals(which))) return which;
            List<Key> named = keys.stream()
                    .filter(key -> key.name().equals(which) && key.revokedAt() == null)
                    .toList();
            if (named.size() == 1) return named.get(0).id();
            throw Failure.usage(
                    named.isEmpty()
                            ? "There is no key \"" + which + "\" that could be revoked."
                            : named.size() + " keys are named \"" + which + "\".",
                    "Take the id from: signalbox keys list");
        }
    }

    private static List<Key> all(Invocation invocation) {
        return Pages.all(cursor -> {
            Map<String, String> query =
                    cursor == null ? Map.of("limit", "500") : Map.of("limit", "500", "cursor", cursor);
            Page<Key> page = Invocation.await(invocation.hub().keys(query));
            return page;
        });
    }
}
