package dev.signalbox.cli.agent;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Limits;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox hook}. */
@Command(
        name = "hook",
        description = "Let people decide what coding agents may do: hooks of Claude Code and Codex.",
        subcommands = {
            HookCommand.ClaudeCode.class,
            HookCommand.Codex.class,
            HookInstallCommand.class,
            HookDoctorCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox hook install claude-code           shows the block",
            "  signalbox hook install codex --user          writes it",
            "  signalbox hook doctor                        is it read, trusted and heard?",
            "%nA prompt of the agent becomes a question in the inbox; whoever answers first",
            "decides. hooks: in signalbox.yaml decides what needs nobody. When nobody",
            "answers, or anything is wrong, the agent asks its own person: docs/agents.md."
        })
public final class HookCommand {
    private HookCommand() {}

    /** What both have in common: an event on standard input, the answer on standard output, exit code 0. */
    abstract static class Speaking implements Subcommand {
        @Option(
                names = "--wait",
                paramLabel = "TIME",
                description = "How long to wait for people, below the agent's own time-out. Default: 570s.")
        private Duration wait = Limits.HOOK_WAIT_MAX;

        abstract Agent agent();

        @Override
        public List<String> without() {
            return List.of("--output", "--quiet");
        }

        @Override
        public void run(CommandRun run) {
            new HookRelay(agent(), run).run(wait);
        }
    }

    @Command(
            name = "claude-code",
            description = "Speak with Claude Code, as a hook of type command: an event in, the answer out.",
            footer = {
                "%nExamples:",
                "  signalbox hook install claude-code --project    writes what calls this",
                "  signalbox hook claude-code < event.json         tries an event",
                "%nEnds with 0 whatever happens; what is wrong stands in the answer and on",
                "standard error."
            })
    static final class ClaudeCode extends Speaking {
        @Override
        Agent agent() {
            return Agent.CLAUDE_CODE;
        }
    }

    @Command(
            name = "codex",
            description = "Speak with Codex, as a command hook: an event in, the answer out.",
            footer = {
                "%nExamples:",
                "  signalbox hook install codex --user    writes what calls this",
                "  signalbox hook codex < event.json      tries an event",
                "%nEnds with 0 whatever happens; what is wrong stands in the answer and on",
                "standard error."
            })
    static final class Codex extends Speaking {
        @Override
        Agent agent() {
            return Agent.CODEX;
        }
    }
}
