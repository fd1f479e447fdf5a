package dev.signalbox.hub.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in docs/operating for Prometheus and Grafana ask for figures that a hub has. */
class WatchingFilesTest {
    private static final Path RULES = Path.of("../docs/operating/signalbox.rules.yaml");
    private static final Path DASHBOARD = Path.of("../docs/operating/grafana-dashboard.json");
    /** A figure and the selector behind it. */
    private static final Pattern FIGURE =
            Pattern.compile("\\b((?:signalbox|jvm|process|system)_\\w+|up)\\b(?:\\{([^}]*)})?");

    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    /** What Prometheus adds. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    /** Names of the labels of each figure that a hub has told. */
    private static final Map<String, Set<String>> FIGURES = new TreeMap<>();

    @BeforeAll
    static void scrape(@TempDir Path data) {
        try (TestHub hub = TestHub.start(data)) {
            hub.post("daemon", "/v1/notifications", Map.of("title", "counted")).expect(201);
            for (String line :
                    hub.get(TestHub.NOBODY, "/metrics").expect(200).text().split("\n", -1)) {
                if (line.isEmpty() || line.startsWith("#")) continue;
                Matcher sample = Pattern.compile("(\\w+)(?:\\{(.*)})? \\S+").matcher(line);
                if (!sample.matches()) continue;
                Set<String> labels = FIGURES.computeIfAbsent(sample.group(1), name -> new TreeSet<>(OF_PROMETHEUS));
                if (sample.group(2) == null) continue;
                Matcher label = LABEL.matcher(sample.group(2));
                while (label.find()) labels.add(label.group(1));
            }
        }
        FIGURES.put("up", OF_PROMETHEUS);
        assertThat(FIGURES).hasSizeGreaterThan(40);
    }

    @Test
    void every_alert_can_ring_and_says_what_to_do() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory()).readTree(RULES.toFile());
        Set<String> names = new HashSet<>();
        for (JsonNode group : rules.path("groups"))
            for (JsonNode rule : group.path("rules")) {
                assertThat(names.add(rule.path("alert").textValue())).isTrue();
                assertAsked(rule.path("expr").textValue());
                assertThat(rule.path("labels").path("severity").textValue()).isIn("warning", "critical");
                assertThat(rule.path("annotations").path("summary").textValue()).endsWith(".");
                assertThat(rule.path("annotations").path("next").textValue()).isNotBlank();
            }

        assertThat(names).hasSizeGreaterThan(10).contains("SignalboxDown", "SignalboxDiskNearlyFull");
    }

    @Test
    void promtool_takes_the_rules() throws Exception {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "rules", RULES.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            System.out.println("promtool is not here: the rules were read by this test alone");
            return;
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }

    @Test
    void every_panel_asks_for_what_there_is_from_the_source_that_is_chosen() throws IOException {
        String text = Files.readString(DASHBOARD);
        JsonNode dashboard = new ObjectMapper().readTree(text);
        List<int[]> places = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").intValue())).isTrue();
            assertThat(panel.path("title").textValue()).isNotBlank();
            assertThat(panel.path("description").textValue()).isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
            panel.path("targets")
                    .forEach(target -> assertAsked(target.path("expr").textValue()));
            places.add(place(panel.path("gridPos")));
        }

        assertThat(places).hasSizeGreaterThan(10);
        for (int[] one : places)
            for (int[] other : places)
                assertThat(one == other || apart(one, other))
                        .as("panels lie on each other")
                        .isTrue();
        assertThat(dashboard.path("schemaVersion").intValue()).isBetween(36, 42);
        assertThat(dashboard.path("id").isMissingNode())
                .as("an id of some Grafana")
                .isTrue();
        for (JsonNode source : dashboard.findValues("datasource")) {
            if (source.isObject()) assertThat(source.path("uid").textValue()).isEqualTo("${datasource}");
        }
        List<String> variables = dashboard.path("templating").path("list").findValuesAsText("name");
        assertThat(variables).containsExactly("datasource", "job", "instance");
        Matcher used = Pattern.compile("\\$\\{?(\\w+)").matcher(text);
        while (used.find()) assertThat(used.group(1)).isIn("datasource", "job", "instance", "__rate_interval");
    }

    private static void assertAsked(String expression) {
        Matcher figure = FIGURE.matcher(expression);
        boolean any = false;
        while (figure.find()) {
            any = true;
            assertThat(FIGURES).as(expression).containsKey(figure.group(1));
            if (figure.group(2) == null) continue;
            Matcher label = LABEL.matcher(figure.group(2));
            while (label.find())
                assertThat(FIGURES.get(figure.group(1))).as(expression).contains(label.group(1));
        }
        assertThat(any).as(expression).isTrue();
    }

    private static int[] place(JsonNode grid) {
        int x = grid.path("x").intValue();
        int y = grid.path("y").intValue();
        assertThat(x + grid.path("w").intValue()).isLessThanOrEqualTo(24);
        return new int[] {
            x, y, x + grid.path("w").intValue(), y + grid.path("h").intValue()
        };
    }

    private static boolean apart(int[] one, int[] other) {
        return one[2] <= other[0] || other[2] <= one[0] || one[3] <= other[1] || other[3] <= one[1];
    }
}
