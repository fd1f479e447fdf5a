package dev.signalbox.cli.space;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.CreateSpace;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox space provision}. */
@Command(
        name = "provision",
        description = "Give a service a space of its own, and print the environment that it needs. Safe to repeat.",
        footer = {
            "%nExamples:",
            "  signalbox space provision photos > photos.env",
            "  signalbox space provision photos --env-file /etc/photos/hub.env",
            "  eval \"$(signalbox space provision photos --format export)\"",
            "%nThe space and its key are called like the service. Repeated, the key gets",
            "another secret, for the hub has none to show again; the one before opens for",
            "24 h more, so that the running service is not cut. With --env-file a secret",
            "that still opens is left as it is: that is for scripts that run again."
        })
final class SpaceProvisionCommand implements SpaceAction {
    /** In which form the environment is printed. */
    enum Form {
        ENV,
        EXPORT,
        JSON
    }

    @Parameters(paramLabel = "SERVICE", description = "Lower-case letters, digits and hyphens, a letter first.")
    private String service = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            completionCandidates = Completion.Roles.class,
            description = "Of its key. Default: admin, who may everything in this space and nothing elsewhere.")
    private @Nullable String role;

    @Option(
            names = "--format",
            paramLabel = "env|export|json",
            description = "env: lines NAME=value; export: lines for a shell; json. Default: env.")
    private Form form = Form.ENV;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Put it into this file, mode 0600, and print nothing of it. Other lines of it stay.")
    private @Nullable Path file;

    @Override
    public void run(CommandRun run, Shell shell) {
        CreateSpace wish = new CreateSpace(service, service, role, null, null);
        EnvironmentFile target =
                file == null ? null : EnvironmentFile.at(shell.folder().resolve(file));
        String kept = target == null ? null : keptKey(target, run);
        if (target != null && kept != null) {
            if (!run.settings().url().toString().equals(target.value("SIGNALBOX_URL"))) write(target, run, kept);
            done(run, target, false);
            run.output().note("The key in it opens the space " + service + "; it stays.");
            return;
        }
        HubSpace space = HubSpaces.ask(run, spaces -> spaces.create(wish));
        HubSpaces.requireOpen(space);
        Key first = space.key();
        Key key = first == null ? new ServiceKey(run, service).again(role) : first;
        String secret = String.valueOf(key.secret());
        if (target == null) print(run, secret);
        else {
            write(target, run, secret);
            done(run, target, true);
        }
        tell(run, key, first != null);
    }

    /** The secret of the file, when it opens the space; null when another is needed. */
    private @Nullable String keptKey(EnvironmentFile target, CommandRun run) {
        String secret = target.value("SIGNALBOX_KEY");
        if (secret == null || !Check.fitsHeader(secret)) return null;
        try {
            var you = run.await(run.hubBy(secret, null).whoami());
            boolean good = you.space().equals(service) && (role == null || role.equals(you.role()));
            return good ? secret : null;
        } catch (HubRefused refused) {
            if (refused.isOfTheKey()) return null;
            throw refused;
        }
    }

    private static Map<String, String> environment(CommandRun run, String secret) {
        Settings settings = run.settings();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("SIGNALBOX_URL", settings.url().toString());
        variables.put("SIGNALBOX_KEY", secret);
        if (settings.ca() != null) variables.put("SIGNALBOX_CA", settings.ca().toString());
        return variables;
    }

    private void print(CommandRun run, String secret) {
        Map<String, String> variables = environment(run, secret);
        String text =
                switch (form) {
                    case ENV -> lines(variables, value -> value, "");
                    case EXPORT -> lines(variables, SpaceProvisionCommand::quoted, "export ");
                    case JSON -> Json.tree(variables).toPrettyString();
                };
        run.output().one(variables, text, text);
    }

    private static String lines(Map<String, String> variables, Function<String, String> value, String before) {
        return variables.entrySet().stream()
                .map(each -> before + each.getKey() + "=" + value.apply(each.getValue()))
                .collect(Collectors.joining("\n"));
    }

    /** As a shell reads it back. */
    private static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }

    private void write(EnvironmentFile target, CommandRun run, String secret) {
        try {
            target.set(environment(run, secret));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "The file " + target + " could not be written: " + e.getMessage() + ".",
                    "Mend that, then repeat the command: the key gets another secret.");
        }
    }

    private void done(CommandRun run, EnvironmentFile target, boolean changed) {
        Output output = run.output();
        String did = changed ? output.ink().green("Wrote ") : output.ink().green("Up to date ");
        output.one(
                Json.object()
                        .put("space", service)
                        .put("file", target.toString())
                        .put("changed", changed),
                did + target,
                target.toString());
    }

    private void tell(CommandRun run, Key key, boolean first) {
        Output output = run.output();
        String which = "key " + key.name() + " (" + key.role() + ", id " + key.id() + ")";
        if (first) {
            output.note("Made the space " + service + " with the " + which + ", which opens it alone.");
        } else {
            output.warn("The space " + service + " was there. Its " + which
                    + " has another secret; what opened before still" + " does for " + ServiceKey.OVERLAP
                    + ". Give the service the new one until then.");
        }
        HubSpaces.tellUndo(run, "signalbox space delete " + service);
    }
}
