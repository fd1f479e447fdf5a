package dev.signalbox.cli.space;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines {@code NAME=value}, as services read their environment from. What stands in it beside our variables
 * stays. Mode 0600 once it is written.
 */
final class EnvironmentFile {
    private static final Pattern LINE = Pattern.compile("(\\s*(?:export\\s+)?)([A-Za-z_][A-Za-z0-9_]*)=(.*)");

    private final Path file;
    private final List<String> lines;

    private EnvironmentFile(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The file, which need not be there yet. Fails with {@link Failure} where none can be written. */
    static EnvironmentFile at(Path given) {
        try {
            Path file = Files.exists(given)
                    ? given.toRealPath()
                    : given.toAbsolutePath().normalize();
            Path folder = file.getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw Failure.usage(
                        "The file " + given + " cannot be written; nothing was sent.",
                        "Name one in a folder that is there and that you may write to.");
            }
            return new EnvironmentFile(
                    file, Files.exists(file) ? GivenFile.text(file).lines().toList() : List.of());
        } catch (IOException e) {
            throw Failure.usage("The file " + given + " cannot be read: " + e.getMessage() + ".", "Name another.");
        }
    }

    /** The value of a variable, without quotes around it; null when it has none. The last one counts, as in a shell. */
    @Nullable
    String value(String variable) {
        String found = null;
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && matcher.group(2).equals(variable))
                found = unquoted(matcher.group(3).strip());
        }
        return found == null || found.isEmpty() ? null : found;
    }

    /** Sets variables, each in the line where it stands or at the end. Fails with {@link IOException}. */
    void set(Map<String, String> variables) throws IOException {
        Map<String, String> missing = new LinkedHashMap<>(variables);
        List<String> text = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            String name = matcher.matches() ? matcher.group(2) : "";
            if (!variables.containsKey(name)) text.add(line);
            // One that stands there twice stands there once from now on.
            else if (missing.remove(name) != null) text.add(matcher.group(1) + name + "=" + variables.get(name));
        }
        missing.forEach((name, value) -> text.add(name + "=" + value));
        OwnerOnly.replace(file, String.join("\n", text) + "\n");
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && value.charAt(0) == value.charAt(value.length() - 1)
                && (value.startsWith("\"") || value.startsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
