package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * The rooms of the house, as the sources of all modules draw them. A package is a room of one idea; rooms lie above
 * each other in the order of {@link #ROOMS}, and know only what lies below them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RoomsTest {
    private static final int FILES_A_ROOM_MAX = 40;
    private static final int PROJECT_IMPORTS_A_FILE_MAX = 30;

    /** From the roof to the ground. A room may import from those behind it in this list. */
    private static final List<String> ROOMS = List.of(
            "bench",
            "bench.figure",
            "bench.process",
            "bench.load",
            "cli",
            "cli.agent",
            "cli.archive",
            "cli.delivery",
            "cli.demo",
            "cli.doctor",
            "cli.inbox",
            "cli.log",
            "cli.offline",
            "cli.slack",
            "cli.space",
            "cli.operator",
            "cli.roadmap",
            "cli.roadmap.file",
            "cli.table",
            "cli.trace",
            "cli.run",
            "cli.text",
            "hub",
            "hub.living",
            "hub.verify",
            "hub.operator",
            "hub.backup",
            "hub.stream",
            "hub.mcp",
            "hub.recall",
            "hub.hook",
            "hub.page",
            "hub.trace",
            "hub.trace.langfuse",
            "hub.trace.intake",
            "hub.trace.job",
            "hub.trace.command",
            "hub.trace.query",
            "hub.trace.table",
            "hub.trace.mapping",
            "hub.trace.price",
            "hub.trace.usage",
            "hub.trace.model",
            "hub.tenancy",
            "hub.move",
            "hub.key",
            "hub.delivery",
            "hub.delivery.webhook",
            "hub.delivery.channel",
            "hub.inbound",
            "hub.notification",
            "hub.ownership",
            "hub.question",
            "hub.receipt",
            "hub.roadmap",
            "hub.table",
            "hub.doctor",
            "hub.feature",
            "hub.http",
            "hub.http.admission",
            "hub.http.route",
            "hub.space",
            "hub.schedule",
            "hub.search",
            "hub.projection",
            "hub.command",
            "hub.metrics",
            "hub.matrix",
            "hub.log.fence",
            "hub.archive.bucket",
            "hub.archive",
            "hub.log",
            "hub.database",
            "hub.vertx",
            "client",
            "client.local",
            "client.replica",
            "client.follow",
            "client.outbox",
            "client.store",
            "client.http",
            "client.thread",
            "wire.command",
            "wire.delivery",
            "wire.resource",
            "wire");

    private static final Pattern PACKAGE = Pattern.compile("^package dev\\.signalbox\\.([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern IMPORT = Pattern.compile(
            "^import (?:static )?dev\\.signalbox\\.([a-z]\\w*(?:\\.[a-z]\\w*)*)\\.[A-Z][\\w.]*;", Pattern.MULTILINE);

    /** @param imports the rooms that it imports from, one entry an import */
    private record Source(Path file, String room, List<String> imports) {}

    private static final List<Source> SOURCES = sources();

    @Test
    void every_room_stands_in_the_list_and_no_other() {
        assertThat(SOURCES.stream().map(Source::room).distinct()).containsExactlyInAnyOrderElementsOf(ROOMS);
    }

    @Test
    void a_room_knows_only_what_lies_below_it() {
        List<String> upwards = new ArrayList<>();
        for (Source source : SOURCES) {
            for (String known : source.imports()) {
                if (ROOMS.indexOf(known) < ROOMS.indexOf(source.room())) upwards.add(source.file() + " -> " + known);
            }
        }

        assertThat(SOURCES.stream().mapToInt(source -> source.imports().size()).sum())
                .isGreaterThan(1_000);
        assertThat(upwards).isEmpty();
    }

    @Test
    void no_room_is_a_hall() {
        Map<String, Integer> files = new TreeMap<>();
        for (Source source : SOURCES) {
            if (!source.file().endsWith("package-info.java")) files.merge(source.room(), 1, Integer::sum);
        }

        files.values().removeIf(count -> count <= FILES_A_ROOM_MAX);
        assertThat(files).isEmpty();
    }

    @Test
    void no_file_knows_half_the_house() {
        assertThat(SOURCES.stream()
                        .filter(source -> source.imports().size() > PROJECT_IMPORTS_A_FILE_MAX)
                        .map(Source::file))
                .isEmpty();
    }

    @Test
    void every_room_says_what_it_is() {
        for (String room : ROOMS) {
            assertThat(SOURCES)
                    .as("package-info.java of " + room)
                    .anyMatch(source ->
                            source.room().equals(room) && source.file().endsWith("package-info.java"));
        }
    }

    private static List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (String module : List.of("client-sdk", "hub", "cli", "bench")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(RoomsTest::read)
                        .forEach(sources::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }

    private static Source read(Path file) {
        try {
            String text = Files.readString(file);
            Matcher room = PACKAGE.matcher(text);
            if (!room.find()) throw new IllegalStateException(file + " has no package of ours");
            List<String> imports =
                    IMPORT.matcher(text).results().map(found -> found.group(1)).toList();
            return new Source(file, room.group(1), imports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
