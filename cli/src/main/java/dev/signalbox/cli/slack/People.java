package dev.signalbox.cli.slack;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer from Slack: members of the workspace and the names under which the hub knows them. Nobody else may.
 *
 * @param names by Slack's id of a member
 */
record People(Map<String, String> names) {
    /** Of a file; a workspace with more writes a bot of its own. */
    static final int PEOPLE_MAX = 10_000;

    People {
        names = Map.copyOf(names);
    }

    /**
     * Of options and of the lines of a file, {@code U123=Jane} or {@code U123: Jane}; {@code #} begins a comment. Fails
     * with {@link Failure} that names the line.
     */
    static People of(List<String> said, @Nullable Path file) {
        Map<String, String> names = new LinkedHashMap<>();
        if (file != null) {
            for (String line : lines(file))
                add(names, line.replaceFirst("(^|\\s)#.*", "").strip(), file.toString());
        }
        for (String each : said) add(names, each.strip(), "--people");
        return new People(names);
    }

    /** The person as answers name whom the bot spoke for; empty for a stranger. */
    Optional<String> onBehalfOf(String member) {
        return Optional.ofNullable(names.get(member)).map(name -> "slack:" + member + " " + name);
    }

    private static void add(Map<String, String> names, String line, String where) {
        if (line.isEmpty()) return;
        String[] parts = line.split("\\s*[=:]\\s*", 2);
        boolean right = parts.length == 2 && parts[0].matches("[UW][A-Z0-9]{2,30}") && !parts[1].isBlank();
        if (!right || parts[1].length() > Limits.NAME_CHARS_MAX - 40) {
            throw Failure.usage(
                    where + ": \"" + line + "\" names nobody.",
                    "Write the member's id and the name: U012ABC34=Jane. Slack shows the id in the member's profile, under ⋮.");
        }
        names.put(parts[0], parts[1].strip());
        if (names.size() > PEOPLE_MAX) throw Failure.usage(where + " names more than " + PEOPLE_MAX + " people.", "");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw Failure.usage(
                    "The file of --people-file cannot be read: " + file, "Say a file that this user may read.");
        }
    }
}
