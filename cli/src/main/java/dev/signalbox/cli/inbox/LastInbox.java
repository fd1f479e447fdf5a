package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the numbers of the last {@code signalbox inbox} stand for: a small file a hub's URL in the user's state folder
 * ({@code XDG_STATE_HOME}, else {@code ~/.local/state}), for the user alone. Losing it costs nothing but another
 * {@code inbox}.
 */
record LastInbox(Path file) {
    private static final int TITLE_WIDTH_MAX = 48;
    private static final int NAMED_MAX = 5;

    /**
     * A line of the listing.
     *
     * @param kind {@link Item#QUESTION} or {@link Item#NOTIFICATION}
     */
    record Entry(int number, String kind, String id, String title) {
        boolean isQuestion() {
            return kind.equals(Item.QUESTION);
        }
    }

    private record Listing(List<Entry> items) {
        private Listing {
            items = List.copyOf(items);
        }
    }

    static LastInbox of(CommandRun run) {
        byte[] hash = Ids.sha256(run.settings().place().getBytes(StandardCharsets.UTF_8));
        String name = "inbox-" + HexFormat.of().formatHex(hash, 0, 4) + ".json";
        return new LastInbox(run.shell().stateFolder().resolve(name));
    }

    /** Remembers the listing; where that cannot be, it says so. */
    void remember(List<Entry> entries, Output output) {
        try {
            write(entries);
        } catch (IOException e) {
            output.note("The numbers cannot be remembered (" + e.getMessage() + "); answer by id.");
        }
    }

    private void write(List<Entry> entries) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = Files.createTempFile(folder, "inbox-", ".new");
        Files.write(fresh, Json.write(new Listing(entries)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was remembered; nothing when nothing was, or it cannot be read. */
    List<Entry> entries() {
        try {
            return Json.readLenient(Files.readAllBytes(file), Listing.class).items();
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }

    /** What stands at a number. Fails with {@link Failure} when there is no listing or no such number. */
    Entry at(int number) {
        if (!Files.exists(file)) {
            throw Failure.usage(
                    "There is no inbox listing of this hub to take a number from.",
                    "List it first: signalbox inbox    Or give the id itself.");
        }
        List<Entry> entries = entries();
        return entries.stream()
                .filter(entry -> entry.number() == number)
                .findFirst()
                .orElseThrow(() -> Failure.usage(
                        "There is no number " + number + " in your last inbox; it had " + counted(entries.size()) + ".",
                        there(entries) + "List it anew: signalbox inbox"));
    }

    /** The same, which has to be a question. */
    Entry question(int number) {
        Entry entry = at(number);
        if (entry.isQuestion()) return entry;
        throw Failure.usage(
                "Number " + number + " of your last inbox is a notification, not a question.",
                there(entries()) + "Close it with: signalbox resolve " + number);
    }

    /** The same, which has to be a notification. */
    Entry notification(int number) {
        Entry entry = at(number);
        if (!entry.isQuestion()) return entry;
        throw Failure.usage(
                "Number " + number + " of your last inbox is a question, not a notification: "
                        + Cells.cut(entry.title(), TITLE_WIDTH_MAX),
                "Answer it with: signalbox answer " + number + " VALUE");
    }

    private static String counted(int entries) {
        return entries == 0 ? "nothing" : entries == 1 ? "one entry" : entries + " entries";
    }

    /** The questions of the listing, for whoever took a wrong number. */
    private static String there(List<Entry> entries) {
        List<Entry> questions = entries.stream().filter(Entry::isQuestion).toList();
        if (questions.isEmpty()) return "There was no question in it.\n";
        return questions.stream()
                .limit(NAMED_MAX)
                .map(entry -> entry.number() + " " + Cells.cut(entry.title(), TITLE_WIDTH_MAX))
                .collect(Collectors.joining("\n  ", "Questions there:\n  ", "\n"));
    }
}
