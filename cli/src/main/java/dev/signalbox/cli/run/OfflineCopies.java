package dev.signalbox.cli.run;

import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.replica.AsOf;
import dev.signalbox.client.replica.ReplicaPage;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.replica.RowQuery;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The user's own copies of shared tables, for when the hub is away: a store in the state folder, one for each hub and
 * key, since another key may read other things. There is none before the first {@code signalbox sync}. From then on a
 * command that read from the hub has the copies freshened behind its back, by a process of its own, at most once a
 * minute: no command waits for it.
 */
public final class OfflineCopies {
    /** OfflineCopies that somebody freshened so lately are left alone. */
    static final Duration FRESH_FOR = Duration.ofSeconds(60);

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final CommandRun run;
    private final Path store;

    private OfflineCopies(CommandRun run, Path store) {
        this.run = run;
        this.store = store;
    }

    public static OfflineCopies of(CommandRun run) {
        Settings settings = run.settings();
        return new OfflineCopies(run, store(run.shell(), settings.place(), settings.key()));
    }

    /**
     * Where they are for a hub and a key.
     *
     * @param place of the hub, as {@link Settings#place} tells it
     */
    public static Path store(Shell shell, String place, @Nullable String key) {
        byte[] hash = Ids.sha256((place + "\n" + key).getBytes(StandardCharsets.UTF_8));
        return shell.stateFolder().resolve("copies-" + HexFormat.of().formatHex(hash, 0, 8) + ".db");
    }

    /** Where they are; nothing need be there. */
    public Path store() {
        return store;
    }

    /**
     * What the hub says; when it is out of reach, what the copies of all these tables say, with a word on standard
     * error about how old they are. Fails as {@code hub} does when one of them was never copied.
     */
    public <T> T read(List<String> tables, Supplier<T> hub, Function<SqliteStore, T> copies) {
        T answer;
        try {
            answer = hub.get();
        } catch (HubUnreachable away) {
            if (!Files.exists(store)) throw away;
            return offline(tables, away, copies);
        }
        freshen();
        return answer;
    }

    /** All rows of a copy that the query finds, as the resources that the API shows; a list of the caller's own. */
    public static <T> List<T> all(SqliteStore store, String table, UnaryOperator<RowQuery> query, Class<T> type) {
        ReplicaReader reader = new ReplicaReader(store, table);
        List<T> found = new ArrayList<>();
        String after = "";
        while (after != null) {
            String from = after;
            ReplicaPage page = reader.query(q -> query.apply(q).after(from).limit(RowQuery.ROWS_MAX));
            page.items().forEach(row -> found.add(Json.readLenient(row.row(), type)));
            after = page.nextKey();
        }
        return found;
    }

    /** Says when the copies were freshened: now. */
    public void touch() throws IOException {
        Path mark = mark();
        if (!Files.exists(mark)) Files.createFile(mark);
        Files.setLastModifiedTime(mark, FileTime.from(run.now()));
    }

    private <T> T offline(List<String> tables, HubUnreachable away, Function<SqliteStore, T> copies) {
        try (SqliteStore open = SqliteStore.open(store)) {
            if (!ReplicaReader.copied(open).containsAll(tables)) throw away;
            T found = copies.apply(open);
            run.output().warn("hub unreachable; this is " + age(open, tables));
            return found;
        }
    }

    /** Of several copies the oldest counts. */
    private String age(SqliteStore open, List<String> tables) {
        AsOf oldest = tables.stream()
                .map(table -> new ReplicaReader(open, table).asOf())
                .min(Comparator.comparing(OfflineCopies::at))
                .orElseThrow();
        String gone = oldest.state() == AsOf.State.STALE ? ", of a history that the hub no longer has" : "";
        return "the copy of " + clock(at(oldest)) + ", position " + oldest.position() + gone;
    }

    private static Instant at(AsOf asOf) {
        return asOf.at() == null ? Instant.EPOCH : asOf.at();
    }

    private String clock(Instant at) {
        var zone = ZoneId.systemDefault();
        boolean today =
                at.atZone(zone).toLocalDate().equals(run.now().atZone(zone).toLocalDate());
        return (today ? TODAY : EARLIER).format(at.atZone(zone));
    }

    /** Never fails, and nobody waits for it: the next command may have more luck. */
    private void freshen() {
        if (!Files.exists(store) || "off".equals(run.shell().variable("SIGNALBOX_SYNC"))) return;
        try {
            Path mark = mark();
            Instant now = run.now();
            boolean fresh = Files.exists(mark)
                    && Duration.between(Files.getLastModifiedTime(mark).toInstant(), now)
                                    .abs()
                                    .compareTo(FRESH_FOR)
                            < 0;
            if (fresh) return;
            touch();
            start();
        } catch (IOException e) {
            run.output().note("The copies for when the hub is away cannot be freshened: " + e.getMessage());
        }
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                run.program().mainClass(),
                "sync",
                "--quiet"));
        ProcessBuilder process =
                new ProcessBuilder(command).directory(run.shell().folder().toFile());
        Map<String, String> environment = process.environment();
        environment.clear();
        environment.putAll(run.shell().environment());
        // The key goes through the environment: everybody on the machine can see a command line.
        environment.putAll(run.settings().environment());
        process.redirectInput(ProcessBuilder.Redirect.from(nowhere()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static File nowhere() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    private Path mark() {
        return Path.of(store + "-fresh");
    }
}
