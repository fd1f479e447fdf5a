package dev.signalbox.cli.archive;

import picocli.CommandLine.Command;

/** The command {@code signalbox archive}. */
@Command(
        name = "archive",
        description = "Logs as files: everything a hub knows, to keep, to check, to take elsewhere.",
        subcommands = {ArchiveExportCommand.class, ArchiveVerifyCommand.class, ArchiveShowCommand.class},
        footer = {
            "%nExamples:",
            "  signalbox archive export /mnt/stick/hub    and again: what is new",
            "  signalbox archive verify /mnt/stick/hub    needs no hub",
            "  signalbox archive show /mnt/stick/hub --events | jq .type",
            "%nWhat the files are, and how other programs open them: docs/archives.md"
        })
public final class ArchiveCommand {}
