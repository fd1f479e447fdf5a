package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.signalbox.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an engine for containers is given: no engine is needed to see that it is well formed and hardened. */
class ContainersTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY (?!--from)(.+) \\S+$");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docs/containers/docker-compose.sqlite.yml"})
    void a_compose_file_keeps_the_schema_of_the_specification(String file) throws Exception {
        JsonNode compose = compose(file);
        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.path("services").path("hub")).put("read-only", true);
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(Files.readString(Path.of("src/test/resources/compose-spec.json")));

        assertThat(schema.validate(compose)).isEmpty();
        assertThat(schema.validate(wrong)).as("the schema can refuse").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docs/containers/docker-compose.sqlite.yml"})
    void every_service_is_bounded_and_has_no_password_in_its_environment(String file) throws Exception {
        for (JsonNode service : compose(file).path("services")) {
            assertThat(service.has("mem_limit")).isTrue();
            assertThat(service.path("logging").path("options").has("max-size")).isTrue();
            assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
            assertThat(service.path("security_opt").get(0).asText()).isEqualTo("no-new-privileges:true");
            assertThat(service.path("environment").toString()).doesNotContainPattern("://[^\"@/]*:[^\"@]*@");
            service.path("environment").fieldNames().forEachRemaining(name -> assertThat(name)
                    .doesNotEndWith("PASSWORD")
                    .doesNotEndWith("KEY"));
        }
        JsonNode hub = compose(file).path("services").path("hub");
        assertThat(hub.path("read_only").asBoolean()).isTrue();
        assertThat(hub.path("cap_drop").get(0).asText()).isEqualTo("ALL");
        assertThat(hub.path("ports").get(0).asText()).startsWith("127.0.0.1:");
    }

    @Test
    void what_the_image_copies_is_there_and_is_let_through() throws Exception {
        List<String> sources = COPIED.matcher(Files.readString(ROOT.resolve("Dockerfile")))
                .results()
                .flatMap((MatchResult found) -> List.of(found.group(1).split(" ", -1)).stream())
                .toList();
        List<String> passed = Files.readAllLines(ROOT.resolve(".dockerignore"));

        assertThat(sources).hasSizeGreaterThan(10).allSatisfy(source -> {
            assertThat(ROOT.resolve(source)).exists();
            assertThat(passed).contains("!" + source);
        });
    }

    @Test
    void bases_have_exact_tags() throws Exception {
        String image = Files.readString(ROOT.resolve("Dockerfile"));
        String compose = Files.readString(ROOT.resolve("docker-compose.yml"));

        assertThat((image + compose).lines().filter(line -> line.startsWith("FROM ") || line.contains("image: ")))
                .allSatisfy(line -> assertThat(line).containsPattern(":[0-9]+\\.[0-9]+[^ ]*"));
    }

    @Test
    void the_image_is_of_this_version() throws Exception {
        String version =
                Files.readString(ROOT.resolve("pom.xml")).replaceAll("(?s).*?<version>(.*?)</version>.*", "$1");

        assertThat(Files.readString(ROOT.resolve("Dockerfile"))).contains("image.version=\"" + version + "\"");
        for (String file : List.of("docker-compose.yml", "docs/containers/docker-compose.sqlite.yml")) {
            assertThat(Files.readString(ROOT.resolve(file))).contains("image: signalbox:" + version);
        }
        assertThat(Files.readString(ROOT.resolve("client-sdk/bom/pom.xml"))).contains("<version>" + version + "<");
    }

    private static JsonNode compose(String file) throws Exception {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(ROOT.resolve(file)));
        return Json.tree(tree);
    }
}
