package dev.signalbox.cli;

import dev.signalbox.cli.agent.HookCommand;
import dev.signalbox.cli.agent.McpCommand;
import dev.signalbox.cli.archive.ArchiveCommand;
import dev.signalbox.cli.archive.RestoreCommand;
import dev.signalbox.cli.delivery.DeliveriesCommand;
import dev.signalbox.cli.delivery.EndpointsCommand;
import dev.signalbox.cli.demo.DemoCommand;
import dev.signalbox.cli.doctor.DoctorCommand;
import dev.signalbox.cli.inbox.InboxCommands;
import dev.signalbox.cli.log.LogCommands;
import dev.signalbox.cli.offline.OfflineCommands;
import dev.signalbox.cli.operator.HubCommand;
import dev.signalbox.cli.operator.OperatorCommands;
import dev.signalbox.cli.roadmap.RoadmapCommand;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Execution;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Program;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Version;
import dev.signalbox.cli.slack.SlackCommand;
import dev.signalbox.cli.space.SpaceCommand;
import dev.signalbox.cli.table.TableCommand;
import dev.signalbox.cli.trace.TraceCommands;
import dev.signalbox.hub.LogFormat;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;

/** The {@code signalbox} command. */
@Command(
        name = "signalbox",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "The hub that owns what your agents share: they ask and tell, people see and answer.",
            "Each command shows examples: signalbox COMMAND --help. To begin: signalbox demo."
        },
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nParameters:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:refused by the hub; standard error says why and what to do next",
            " 2:wrong usage; nothing was sent",
            " 3:the hub cannot be reached",
            " 4:timed out waiting for an answer (ask --wait, wait)",
            " 5:conflict: somebody else was first"
        })
public final class SignalboxCli {
    /** Writes down the names of all others. */
    private static final String COMPLETION = "generate-completion";

    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("hub", HubCommand.class);
        COMMANDS.putAll(InboxCommands.all());
        COMMANDS.putAll(LogCommands.all());
        COMMANDS.put("table", TableCommand.class);
        COMMANDS.put("roadmap", RoadmapCommand.class);
        COMMANDS.putAll(TraceCommands.all());
        COMMANDS.putAll(OfflineCommands.all());
        COMMANDS.put("mcp", McpCommand.class);
        COMMANDS.put("hook", HookCommand.class);
        COMMANDS.put("slack", SlackCommand.class);
        COMMANDS.put("endpoints", EndpointsCommand.class);
        COMMANDS.put("deliveries", DeliveriesCommand.class);
        COMMANDS.put("space", SpaceCommand.class);
        COMMANDS.putAll(OperatorCommands.all());
        COMMANDS.put("archive", ArchiveCommand.class);
        COMMANDS.put("restore", RestoreCommand.class);
        COMMANDS.put("doctor", DoctorCommand.class);
        COMMANDS.put("demo", DemoCommand.class);
        COMMANDS.put("names", NamesCommand.class);
        COMMANDS.put(COMPLETION, CompletionCommand.class);
    }

    @Mixin
    private final GlobalOptions options = new GlobalOptions();

    public static void main(String[] arguments) {
        Shell shell = Shell.ofProcess();
        LogFormat.install(Level.WARNING, false);
        shell.end(run(shell, arguments));
    }

    /** Runs one command to its end and gives its exit code. Throws nothing. */
    static int run(Shell shell, String... arguments) {
        SignalboxCli root = new SignalboxCli();
        CommandRun run = new CommandRun(new ThisProgram(), shell, root.options);
        Refusals refusals = new Refusals(run);
        CommandLine line = root.commandLine(arguments);
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(shell.colours() ? Ansi.ON : Ansi.OFF));
        line.registerConverter(Duration.class, GlobalOptions::duration);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setAbbreviatedOptionsAllowed(false);
        line.setParameterExceptionHandler((wrong, given) -> refusals.usage(wrong));
        line.setExecutionStrategy(new Execution(run, refusals));
        return line.execute(arguments);
    }

    /** The root with the one command that is called: to build all of them takes longer than most commands run. */
    private CommandLine commandLine(String... arguments) {
        String name = arguments.length == 0 ? COMPLETION : arguments[0];
        Class<?> called = COMMANDS.get(name);
        return called == null || name.equals(COMPLETION)
                ? commandLine()
                : Execution.pruned(new CommandLine(this).addSubcommand(name, called));
    }

    /** The root with all commands, as the help, the completion, man pages and a word that is none of them need it. */
    public CommandLine commandLine() {
        CommandLine line = new CommandLine(this);
        COMMANDS.forEach(line::addSubcommand);
        return Execution.pruned(line);
    }

    private static final class ThisProgram implements Program {
        @Override
        public int run(Shell shell, String... arguments) {
            return SignalboxCli.run(shell, arguments);
        }

        @Override
        public String mainClass() {
            return SignalboxCli.class.getName();
        }
    }
}
