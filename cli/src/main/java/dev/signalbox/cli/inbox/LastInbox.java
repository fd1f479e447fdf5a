package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;

/**
 * What the numbers of the last {@code signalbox inbox} stand for: a small file a hub's URL in the user's state folder
 * ({@code XDG_STATE_HOME}, else {@code ~/.local/state}). Losing it costs nothing but another {@code inbox}.
 */
record LastInbox(Path file) {
    static final String QUESTION = "question";
    static final String NOTIFICATION = "notification";

    /** A line of the listing. */
    record Entry(String kind, String id) {}

    private record Listing(List<Entry> items) {
        private Listing {
            items = List.copyOf(items);
        }
    }

    static LastInbox of(CommandRun run) {
        byte[] hash = Ids.sha256(run.settings().url().toString().getBytes(StandardCharsets.UTF_8));
        String name = "inbox-" + HexFormat.of().formatHex(hash, 0, 4) + ".json";
        return new LastInbox(run.shell().stateFolder().resolve(name));
    }

    /** Remembers the listing; the first entry is number 1. */
    void remember(List<Entry> entries) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = Files.createTempFile(folder, "inbox-", ".new");
        Files.write(fresh, Json.write(new Listing(entries)));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The id behind a number of the listing; an id stays what it is. Fails with {@link Failure} when there is no
     * listing, no such number, or something else than {@code kind} behind it.
     */
    String id(String idOrNumber, String kind) {
        if (!idOrNumber.matches("\\d{1,4}")) return idOrNumber;
        List<Entry> items = read();
        int number = Integer.parseInt(idOrNumber);
        if (number < 1 || number > items.size()) {
            throw Failure.usage(
                    "Your last inbox had " + items.size() + " entries, so there is no number " + number + ".",
                    "List it anew: signalbox inbox");
        }
        Entry entry = items.get(number - 1);
        String found = entry.kind();
        if (!found.equals(kind)) {
            throw Failure.usage(
                    "Number " + number + " of your last inbox is a " + found + ", not a " + kind + ".",
                    found.equals(NOTIFICATION)
                            ? "Close it with: signalbox resolve " + number
                            : "Answer it with: signalbox answer " + number + " VALUE");
        }
        return entry.id();
    }

    private List<Entry> read() {
        if (!Files.exists(file)) {
            throw Failure.usage(
                    "There is no inbox listing of this hub to take a number from.",
                    "List it first: signalbox inbox    Or give the id itself.");
        }
        try {
            return Json.readLenient(Files.readAllBytes(file), Listing.class).items();
        } catch (IOException | IllegalArgumentException e) {
            throw Failure.usage(
                    "The last inbox listing, " + file + ", cannot be read.", "List it anew: signalbox inbox");
        }
    }
}
