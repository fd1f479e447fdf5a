package dev.signalbox.cli;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Subcommand;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** The command {@code signalbox generate-completion}. */
@Command(
        name = "generate-completion",
        description = "Print the completion script for bash and zsh.",
        footer = {
            "%nExamples:",
            "  source <(signalbox generate-completion)            in ~/.bashrc",
            "  autoload -U compinit bashcompinit && compinit && bashcompinit",
            "  source <(signalbox generate-completion)            in ~/.zshrc",
            "%nRoles, tables and keys are asked of the hub, numbers are those of the last",
            "inbox; without a hub there are none, and nothing is said."
        })
final class CompletionCommand implements Subcommand {
    private static final String REPLY = "function compReplyArray() {\n";

    /** Asks the same program for the names behind a word such as {@code @roles}. */
    private static final String ASK = """
              if [[ $# == 1 && "$1" == @* ]]; then
                local names
                names=$("${COMP_WORDS[0]}" names "${1#@}" 2>/dev/null </dev/null)
                compgen -W "${names}" -- "${COMP_WORDS[COMP_CWORD]}"
                return 0
              fi
            """;

    @Override
    public List<String> without() {
        return GlobalOptions.ALL;
    }

    @Override
    public void run(CommandRun run) {
        String script = AutoComplete.bash("signalbox", new SignalboxCli().commandLine());
        if (!script.contains(REPLY)) throw new IllegalStateException("picocli writes another script");
        run.output().line(script.replace(REPLY, REPLY + ASK));
    }
}
