package dev.signalbox.cli.trace;

import picocli.CommandLine.Command;

/** The command {@code signalbox traces}. */
@Command(
        name = "traces",
        description = "What agents did with models and tools: each step, how long it took, what it cost.",
        subcommands = {
            TracesListCommand.class,
            TracesShowCommand.class,
            TracesSessionsCommand.class,
            TracesFigures.Cost.class,
            TracesFigures.Tokens.class,
            TracesFigures.Latency.class,
            TracesFigures.Errors.class,
            TracesFigures.Volume.class,
            TracesTailCommand.class,
            TracesExportCommand.class,
            TracesExplainCommand.class,
            TracesProblemsCommand.class,
            TracesDeleteCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox traces list --from 24h --level error",
            "  signalbox traces show 4bf92f3577b34da6a3ce929d0e0e4736",
            "  signalbox traces cost --by model --from 7d",
            "  signalbox traces tail",
            "%nPrograms send traces with the Langfuse or OpenTelemetry SDK that they have:",
            "docs/traces.md shows the two lines to change."
        })
public final class TracesCommand {}
