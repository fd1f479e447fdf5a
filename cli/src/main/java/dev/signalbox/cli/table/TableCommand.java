package dev.signalbox.cli.table;

import picocli.CommandLine.Command;

/** The command {@code signalbox table}. */
@Command(
        name = "table",
        description = "Shared tables: their rows now and as they were, who changed what, and your own writes.",
        subcommands = {
            TableListCommand.class,
            TableShowCommand.class,
            TableGetCommand.class,
            RowWriteCommand.Put.class,
            RowWriteCommand.Patch.class,
            RowWriteCommand.Delete.class,
            RowWriteCommand.Append.class,
            TableHistoryCommand.class,
            TableSnapshotCommand.class,
            TableImportCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox table list",
            "  signalbox table show tasks --where state=running",
            "  signalbox table put tasks t1 state=running points:=3",
            "  signalbox table patch tasks t1 state=done",
            "  signalbox table history tasks t1",
            "  signalbox table import tasks tasks.jsonl",
            "%nA table is declared in signalbox.yaml: signalbox config --help. Built-in tables",
            "(notifications, questions, ...) are read here too. Live: signalbox tail"
        })
public final class TableCommand {}
