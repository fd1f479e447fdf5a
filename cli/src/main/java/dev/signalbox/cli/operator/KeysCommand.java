package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Incomplete;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.RotateKey;
import dev.signalbox.wire.resource.Key;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox keys}. */
@Command(
        name = "keys",
        description = "Let programs and people in, and out again. Needs an admin key.",
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.ListAll.class,
            KeysCommand.Rotate.class,
            KeysCommand.Revoke.class,
            SignInsCommand.class,
            SignOutCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox keys create night-daemon --role daemon",
            "  export SIGNALBOX_KEY=$(signalbox keys create jane --role user --quiet)",
            "  signalbox keys create my-agent --role daemon --langfuse >> .env",
            "  signalbox keys list",
            "  signalbox keys rotate night-daemon",
            "  signalbox keys revoke night-daemon",
            "%nRoles: admin (everything), daemon (asks and tells), bot (answers for named",
            "people), user (a person), viewer (reads only), and those that signalbox.yaml",
            "declares: signalbox ownership shows what each may do."
        })
public final class KeysCommand {
    @Command(
            name = "create",
            description = "Make a key. Its secret is shown once, now.",
            footer = {
                "%nExamples:",
                "  signalbox keys create night-daemon --role daemon",
                "  signalbox keys create ci --role viewer --expires 30d",
                "  (umask 077; signalbox keys create bot --role daemon --langfuse > bot.env)"
            })
    static final class Create implements Subcommand {
        @Parameters(paramLabel = "NAME", description = "Who the program is: the actor of its events.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                completionCandidates = Completion.Roles.class,
                description = "admin, daemon, bot, user, viewer, or one that signalbox.yaml declares.")
        private String role = "";

        @Option(names = "--expires", paramLabel = "DURATION", description = "The key ends by itself after 30d, 12h …")
        private @Nullable String expiresIn;

        @Option(
                names = "--langfuse",
                description = "A pair of keys, public and secret, for programs that send traces to Langfuse.")
        private boolean langfuse;

        @Override
        public void run(CommandRun run) {
            CreateKey wish = new CreateKey(name, role, expiresIn, langfuse ? Boolean.TRUE : null);
            Key key = run.await(run.hub().operator().createKey(wish));
            String secret = String.valueOf(key.secret());
            String shown = langfuse ? environment(key, run.settings().url()) : secret;
            run.output().one(key, shown, secret);
            run.output()
                    .note("Made " + key.name() + " (" + key.role() + ", id " + key.id()
                            + "). Keep the secret now: the hub has only its hash. The program takes it from "
                            + (langfuse ? "these variables." : "SIGNALBOX_KEY."));
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

    @Command(
            name = "list",
            description = "All keys, without their secrets. When they were last used is exact to the hour.",
            footer = {
                "%nExamples:",
                "  signalbox keys list",
                "  signalbox keys list -o jsonl             one key a line"
            })
    static final class ListAll implements Subcommand {
        /** Narrower terminals show days, not minutes. */
        private static final int WIDE = 120;

        @Override
        public void run(CommandRun run) {
            boolean wide = run.output().width() >= WIDE;
            Instant now = run.now();
            List<Key> keys = all(run);
            boolean lacking = keys.stream().anyMatch(key -> key.incomplete() != null);
            Columns<Key> columns = new Columns<Key>()
                    .id("ID", Key::id)
                    .with("NAME", Key::name)
                    .with("ROLE", Key::role)
                    .with("MADE", key -> time(key.createdAt(), wide))
                    .with("BY", Key::createdBy)
                    .with("LAST USED", key -> Ages.hour(key.lastUsedAt(), now))
                    .when(
                            keys.stream().anyMatch(key -> key.expiresAt() != null),
                            "EXPIRES",
                            key -> time(key.expiresAt(), wide))
                    .when(
                            keys.stream().anyMatch(key -> key.revokedAt() != null),
                            "REVOKED",
                            key -> time(key.revokedAt(), wide))
                    .when(lacking, "NOTE", key -> Incomplete.cell(key.incomplete()));
            run.output().list(keys, columns);
        }
    }

    @Command(
            name = "revoke",
            description = "End a key. Acts within a second, on its open streams too.",
            footer = {
                "%nExamples:",
                "  signalbox keys revoke night-daemon",
                "  signalbox keys revoke admin --force         the last admin key, too",
                "%nWithout any admin key nobody can make another. When it was lost or has leaked:",
                "revoke it, then start the hub again; it writes a new one to admin.key."
            })
    static final class Revoke implements Subcommand {
        @Parameters(
                paramLabel = "KEY",
                description = "Its id or the beginning of it, or its name when only one key has it.",
                completionCandidates = Completion.Keys.class)
        private String which = "";

        @Option(names = "--force", description = "Even if it is the last admin key that opens for more than 30 days.")
        private boolean force;

        @Override
        public void run(CommandRun run) {
            Key revoked = run.await(run.hub().operator().revokeKey(idOf(which, run), force));
            Ink ink = run.output().ink();
            String text = ink.green("Revoked ") + Ink.plain(revoked.name()) + "  " + ink.dim(revoked.id());
            run.output().one(revoked, text, revoked.id());
        }
    }

    @Command(
            name = "rotate",
            description = "Give a program another secret, shown once, now. The old one still opens for a while.",
            footer = {
                "%nExamples:",
                "  signalbox keys rotate night-daemon                the old one ends in an hour",
                "  signalbox keys rotate night-daemon --overlap 7d",
                "  signalbox keys rotate night-daemon --overlap 0s   it has leaked",
                "%nA second rotation ends the oldest secret of three at once. Who rotates the key",
                "in admin.key finds the new secret there, too."
            })
    static final class Rotate implements Subcommand {
        @Parameters(
                paramLabel = "KEY",
                description = "Its id or the beginning of it, or its name when only one key has it.",
                completionCandidates = Completion.Keys.class)
        private String which = "";

        @Option(
                names = "--overlap",
                paramLabel = "DURATION",
                description = "How long the old secret still opens, 0s to 30d. Default: 1h.")
        private @Nullable String overlap;

        @Override
        public void run(CommandRun run) {
            RotateKey wish = new RotateKey(overlap);
            Key key = run.await(run.hub().operator().rotateKey(idOf(which, run), wish));
            String secret = String.valueOf(key.secret());
            run.output().one(key, secret, secret);
            String until = Ages.minute(key.oldSecretUntil());
            run.output()
                    .note("Rotated " + key.name() + " (" + key.role() + ", id " + key.id() + "). The old secret "
                            + (wish.oldFor().isZero() ? "does not open any more." : "opens until " + until + " UTC.")
                            + " Keep the new one now: the hub has only its hash.");
        }
    }

    /** The id of the one key that is meant. Fails with {@link Failure}, which shows the keys of one name. */
    private static String idOf(String which, CommandRun run) {
        List<Key> keys = all(run);
        if (keys.stream().anyMatch(key -> key.id().equals(which))) return which;
        List<Key> begun = ShortIds.begun(which, keys, Key::id);
        if (begun.size() == 1) return begun.get(0).id();
        List<Key> named = keys.stream()
                .filter(key -> key.name().equals(which) && key.revokedAt() == null)
                .toList();
        if (named.size() == 1) return named.get(0).id();
        if (named.isEmpty()) {
            boolean revoked = keys.stream().anyMatch(key -> key.name().equals(which));
            throw Failure.usage(
                    revoked ? "The key \"" + which + "\" is revoked already." : "There is no key \"" + which + "\".",
                    "What there is: signalbox keys list");
        }
        Instant now = run.now();
        String choice = named.stream()
                .map(key -> key.id() + "  " + key.role() + ", made " + Ages.minute(key.createdAt()) + " by "
                        + key.createdBy() + ", "
                        + (key.lastUsedAt() == null ? "never used" : "used " + Ages.hour(key.lastUsedAt(), now)))
                .collect(Collectors.joining("\n"));
        throw Failure.usage(named.size() + " keys are named \"" + which + "\"; say which by its id.", choice);
    }

    /** To the minute, or to the day where there is no room for more. */
    private static @Nullable String time(@Nullable Instant time, boolean wide) {
        if (time == null) return null;
        return Times.format(time).substring(0, wide ? 16 : 10).replace('T', ' ');
    }

    private static List<Key> all(CommandRun run) {
        return Pages.all(run, Map.of(), run.hub().operator()::keys);
    }
}
