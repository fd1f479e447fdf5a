package dev.signalbox.cli.run;

import dev.signalbox.cli.text.Format;
import dev.signalbox.wire.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The options that every subcommand takes, before or behind its name. */
public final class GlobalOptions {
    /** What a command does not need that speaks to no hub. */
    public static final List<String> OF_THE_HUB = List.of("--url", "--key", "--ca", "--space");
    /** All of them: what a command does not need that speaks to no hub, and whose output has one form. */
    public static final List<String> ALL = List.of("--url", "--key", "--ca", "--space", "--output", "--quiet");

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The hub. Default: SIGNALBOX_URL, else that of the hub which runs on the data folder, else"
                    + " port 7433 of this machine.")
    @Nullable
    String url;

    @Option(
            names = "--key",
            paramLabel = "SECRET",
            scope = ScopeType.INHERIT,
            description = "The key. Default: SIGNALBOX_KEY, else admin.key in the data folder"
                    + " (SIGNALBOX_DATA, else signalbox-data here) of a hub on this machine.")
    @Nullable
    String key;

    @Option(
            names = "--ca",
            paramLabel = "PEM",
            scope = ScopeType.INHERIT,
            description =
                    "Who may sign the hub's certificate, when it is not the world: a PEM file. Default: SIGNALBOX_CA.")
    @Nullable
    Path ca;

    @Option(
            names = "--space",
            paramLabel = "NAME",
            completionCandidates = Completion.Spaces.class,
            scope = ScopeType.INHERIT,
            description =
                    "Act in this space of the hub, with an admin key of the hub. Default: SIGNALBOX_SPACE, else the"
                            + " space that the key opens. signalbox space list shows them.")
    @Nullable
    String space;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "text",
            description = "text, json, or jsonl (a line an item). Default: text.")
    Format output = Format.text;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Only what a script needs: the id made, the answer, the secret.")
    boolean quiet;

    /** The value of an option that takes a duration: {@code 30s}, {@code 4h} or ISO-8601. */
    public static Duration duration(String text) {
        try {
            return Times.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
