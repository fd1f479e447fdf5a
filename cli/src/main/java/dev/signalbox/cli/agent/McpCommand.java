package dev.signalbox.cli.agent;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.client.Signalbox;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command {@code signalbox mcp}. */
@picocli.CommandLine.Command(
        name = "mcp",
        description = "Speak MCP on standard input and output, for agents that start their servers.",
        footer = {
            "%nExamples:",
            "  claude mcp add signalbox -e SIGNALBOX_KEY=sbx_… -- signalbox mcp",
            "  signalbox mcp --store agent.db                a file of its own",
            "%nWhat an agent asks and tells while the hub is away is kept in a file of this",
            "machine, and reaches the hub when it is back. An agent that speaks HTTP needs",
            "no program: the hub's own address is URL/mcp (docs/agents.md)."
        })
public final class McpCommand implements Subcommand {
    private static final Duration DRAIN = Duration.ofSeconds(2);

    @Option(
            names = "--store",
            paramLabel = "FILE",
            description = "Where to keep what the hub has not taken. Default: one of the hub and key.")
    private @Nullable Path store;

    @Override
    public List<String> without() {
        return List.of("--output", "--quiet");
    }

    @Override
    public void run(CommandRun run) throws IOException, InterruptedException {
        Path file = file(run);
        try (Signalbox own =
                Signalbox.open(options -> options.environment(run.settings().environment())
                        .store(file)
                        .drain(DRAIN)
                        .name("signalbox-mcp"))) {
            new Relay(run.agents(), new HubAway(own), run.shell()).run();
        }
    }

    private Path file(CommandRun run) throws IOException {
        Shell shell = run.shell();
        if (store != null) return shell.folder().resolve(store);
        Settings settings = run.settings();
        byte[] hash = Ids.sha256((settings.place() + "\n" + settings.key()).getBytes(StandardCharsets.UTF_8));
        Files.createDirectories(shell.stateFolder());
        return shell.stateFolder().resolve("agent-" + HexFormat.of().formatHex(hash, 0, 8) + ".db");
    }
}
