package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox hook install}. */
@Command(
        name = "install",
        description = "Show the block by which an agent speaks to the hub, or add it to its configuration.",
        footer = {
            "%nExamples:",
            "  signalbox hook install claude-code                      only shows it",
            "  signalbox hook install claude-code --user               for all projects",
            "  signalbox hook install claude-code --project --http     the agent speaks HTTP",
            "  signalbox hook install claude-code --tools 'Bash|Edit'  rules before its own",
            "  signalbox hook install codex --user                     then trust it: /hooks",
            "%nWhat is there stays as it is; what is added is shown. A file that cannot be",
            "read for certain, one with comments for instance, is left alone. The agent",
            "needs SIGNALBOX_URL and SIGNALBOX_KEY in its environment; the key of a daemon",
            "may ask, and may not answer itself."
        })
final class HookInstallCommand implements Subcommand {
    @Parameters(paramLabel = "AGENT", description = "claude-code or codex.")
    private String agent = "";

    @Option(names = "--user", description = "Add it to the file of this person, for all projects.")
    private boolean user;

    @Option(names = "--project", description = "Add it to the file of this folder.")
    private boolean project;

    @Option(names = "--http", description = "Hooks of type http in the place of commands; Claude Code alone has them.")
    private boolean http;

    @Option(
            names = "--tools",
            paramLabel = "PATTERN",
            description = "Tools about which the hub is asked before the agent's own rules, as its matcher has them.")
    private String tools = "";

    @Override
    public List<String> without() {
        return List.of("--output", "--quiet");
    }

    @Override
    public void run(CommandRun run) throws IOException {
        Agent chosen = chosen();
        if (user && project) throw Failure.usage("Give --user or --project, not both.", "");
        if (http && chosen == Agent.CODEX) {
            throw Failure.usage("Codex knows no hooks of type http.", "Leave out --http.");
        }
        ObjectNode block = HookBlock.of(chosen, http ? run.settings().url().toString() : null, tools);
        AgentFile file = user
                ? AgentFile.ofUser(chosen, run.shell())
                : project ? AgentFile.ofProject(chosen, run.shell()) : null;
        if (file == null) show(run, chosen, block);
        else add(run, file, block);
        if (chosen == Agent.CODEX) {
            run.output()
                    .note("Codex leaves a new hook out until it is trusted: type /hooks in Codex, then look with"
                            + " signalbox hook doctor.");
        }
    }

    private Agent chosen() {
        for (Agent known : Agent.ALL) if (known.word().equals(agent)) return known;
        throw Failure.usage("No agent \"" + agent + "\" is known.", "Known are claude-code and codex.");
    }

    private static void show(CommandRun run, Agent agent, ObjectNode block) {
        run.output().text(block.toPrettyString() + "\n");
        run.output()
                .note("This belongs into "
                        + AgentFile.ofUser(agent, run.shell()).shown() + " (--user) or "
                        + AgentFile.ofProject(agent, run.shell()).shown() + " (--project).");
    }

    private static void add(CommandRun run, AgentFile file, ObjectNode block) throws IOException {
        ObjectNode there = read(file, block, run);
        if (there == null) {
            run.endsWith(ExitCode.REFUSED);
            return;
        }
        ObjectNode missing = HookBlock.missing(there, block);
        if (missing.path("hooks").isEmpty()) {
            run.output().note(file.shown() + " has hooks for the hub already; nothing was changed.");
            return;
        }
        run.output().note("Added to " + file.shown() + ":");
        run.output().text(missing.toPrettyString() + "\n");
        write(file.path(), HookBlock.merged(there, missing).toPrettyString() + "\n");
    }

    /** The file's object; null after a word on why it is left alone. */
    private static @Nullable ObjectNode read(AgentFile file, ObjectNode block, CommandRun run) throws IOException {
        if (!Files.exists(file.path())) return Json.object();
        String why;
        try {
            ObjectNode there = Json.read(Files.readAllBytes(file.path()), ObjectNode.class);
            List<String> objections = HookBlock.objections(there);
            if (objections.isEmpty()) return there;
            why = String.join(", ", objections);
        } catch (InvalidInput unread) {
            why = unread.detail();
        }
        run.output().text(block.toPrettyString() + "\n");
        run.output().warn(file.shown() + " was left as it is: " + why + ". Put the block above into it by hand.");
        return null;
    }

    /** In one move, so that no agent reads half of it; where a link leads. */
    private static void write(Path file, String text) throws IOException {
        Path whole = Files.exists(file) ? file.toRealPath() : file;
        Path folder = whole.toAbsolutePath().getParent();
        if (folder == null) throw new IOException(file + " has no folder");
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, ".signalbox", ".json");
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            if (Files.exists(whole)) Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(whole));
            Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
