package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the page is made of, and how it is given out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(ReplaceUnderscores.class)
class PageFilesTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", ""), "src", "main", "resources", "page");
    private static final Pattern IMPORT =
            Pattern.compile("^(?:import\\b[^\"\\n(]*|\\} from )\"([^\"]+)\"", Pattern.MULTILINE);
    /** What a browser loads to show one room, whichever it is, compressed. */
    private static final int ROOM_BYTES_MAX = 120 * 1024;
    /** All files of the page together, compressed. */
    private static final int PACKED_BYTES_MAX = 200 * 1024;

    private TestHub hub;

    @BeforeAll
    void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    @Test
    void what_others_made_is_what_the_list_says() throws IOException {
        JsonNode list = Json.readLenient(Files.readAllBytes(FOLDER.resolve("vendored.json")), JsonNode.class);
        Set<String> vendored = new HashSet<>();
        for (JsonNode each : list) {
            String file = each.path("file").asText();
            vendored.add(file);
            byte[] bytes = Files.readAllBytes(FOLDER.resolve(file));
            assertThat(HexFormat.of().formatHex(Ids.sha256(bytes)))
                    .as(file)
                    .isEqualTo(each.path("sha256").asText());
            assertThat(each.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(each.path("license").asText()).isIn("MIT", "BSD-3-Clause", "Apache-2.0");
            assertThat(new String(bytes, StandardCharsets.UTF_8)).containsIgnoringCase("license");
        }
        assertThat(vendored).isNotEmpty();
        for (Path script : files("js")) {
            boolean made = Files.readAllLines(script).stream().anyMatch(line -> line.length() > 400);
            if (made) assertThat(vendored).contains(script.getFileName().toString());
        }
    }

    @Test
    void every_file_that_one_names_is_there_and_nothing_comes_from_elsewhere() throws IOException {
        for (Path script : files("js")) {
            Matcher named = IMPORT.matcher(Files.readString(script));
            while (named.find()) {
                assertThat(named.group(1)).as(script.toString()).startsWith("./");
                assertThat(FOLDER.resolve(named.group(1))).exists();
            }
        }
        String index = Files.readString(FOLDER.resolve("index.html"));
        assertThat(index).doesNotContain("http:", "https:", "<style", " style=", " onclick");
        assertThat(index.replaceAll("<script type=\"module\" src=\"page/[a-z-]+\\.js\"></script>", ""))
                .doesNotContain("<script");
        assertThat(rooms()).isNotEmpty().allMatch(room -> Files.exists(FOLDER.resolve(room)));
    }

    @Test
    void all_of_it_is_given_out_compressed_and_each_room_fits_its_size() throws IOException {
        Map<String, Integer> packed = new HashMap<>();
        for (Path file : files("")) {
            String name = file.getFileName().toString();
            if (name.endsWith(".json") || name.endsWith(".txt")) continue;
            Reply plain = open("/page/" + name).expect(200);
            Reply small =
                    open("/page/" + name, "Accept-Encoding", "br;q=1, gzip").expect(200);
            packed.put(name, small.http().body().length);
            assertThat(plain.http().body()).isEqualTo(Files.readAllBytes(file));
            if (small.header("Content-Encoding").isPresent()) {
                assertThat(new GZIPInputStream(
                                        new ByteArrayInputStream(small.http().body()))
                                .readAllBytes())
                        .isEqualTo(plain.http().body());
                assertThat(small.header("ETag")).isNotEqualTo(plain.header("ETag"));
            }
        }
        assertThat(packed.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(PACKED_BYTES_MAX);
        for (String room : rooms()) {
            Set<String> needed = new HashSet<>(
                    Set.of("index.html", "page.css", "icon.svg", "icon-192.png", "signalbox.webmanifest"));
            need("signalbox-page.js", needed);
            need(room, needed);
            assertThat(needed.stream().mapToInt(packed::get).sum()).as(room).isLessThan(ROOM_BYTES_MAX);
        }
    }

    /** With all that it imports, and what that does. */
    private static void need(String script, Set<String> needed) throws IOException {
        if (!needed.add(script)) return;
        Matcher named = IMPORT.matcher(Files.readString(FOLDER.resolve(script)));
        while (named.find()) need(named.group(1).substring(2), needed);
    }

    private static List<String> rooms() throws IOException {
        return Pattern.compile("file: \"\\./([^\"]+)\"")
                .matcher(Files.readString(FOLDER.resolve("rooms.js")))
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    @Test
    void a_browser_that_has_a_file_gets_no_other() {
        Reply first = open("/page/page.css", "Accept-Encoding", "gzip").expect(200);
        String tag = first.header("ETag").orElseThrow();

        assertThat(tag).matches("\"[0-9a-f]{32}-gzip\"");
        assertThat(first.header("Cache-Control")).contains("no-cache");
        assertThat(first.header("Vary")).contains("Accept-Encoding");
        assertThat(open("/page/page.css", "Accept-Encoding", "gzip", "If-None-Match", tag)
                        .expect(304)
                        .http()
                        .body())
                .isEmpty();
        assertThat(open("/page/page.css", "If-None-Match", tag).status()).isEqualTo(200);
        assertThat(open("/page/page.css", "Accept-Encoding", "gzip;q=0").header("Content-Encoding"))
                .isEmpty();
        for (String other : List.of("none.js", "vendored.json", "..%2Fopenapi.yaml", "page.css%00", "PAGE.CSS")) {
            assertThat(open("/page/" + other).status()).as(other).isIn(400, 404);
        }
    }

    @Test
    void the_page_runs_nothing_but_its_own_files() {
        Reply page = open("/").expect(200);

        assertThat(page.header("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src 'self' data:; require-trusted-types-for 'script'")
                .contains("frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(open("/favicon.ico").expect(200).header("Content-Type")).contains("image/svg+xml");
    }

    private Reply open(String path, String... headers) {
        return hub.get(TestHub.NOBODY, path, headers);
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }
}
