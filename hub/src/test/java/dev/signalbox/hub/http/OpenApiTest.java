package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.http.route.HookProtocol;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.receipt.AnswerReceipt;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.ApplyMatrix;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.ResolveNotification;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.command.Verdict;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Backup;
import dev.signalbox.wire.resource.BackupRun;
import dev.signalbox.wire.resource.Diagnosis;
import dev.signalbox.wire.resource.FieldOrigin;
import dev.signalbox.wire.resource.Figure;
import dev.signalbox.wire.resource.FoldProblem;
import dev.signalbox.wire.resource.HubStatus;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.MatrixCheck;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Ownership;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.Score;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import dev.signalbox.wire.resource.TableRow;
import dev.signalbox.wire.resource.TracePrice;
import dev.signalbox.wire.resource.TraceProblem;
import dev.signalbox.wire.resource.TraceSession;
import dev.signalbox.wire.resource.WhoAmI;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Holds the API's description against the hub that serves it, both ways. */
class OpenApiTest {
    static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    static TestHub hub;
    static JsonNode api;

    @BeforeAll
    static void start(@TempDir Path data) throws IOException {
        hub = TestHub.start(data);
        String yaml = hub.get(TestHub.NOBODY, "/openapi.yaml").expect(200).text();
        api = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void describes_every_route_with_its_permission_and_query_parameters_and_no_other() {
        Map<String, String> described = new TreeMap<>();
        operations().forEach((name, operation) -> described.put(name, described(operation)));

        Map<String, String> served = new TreeMap<>();
        for (Route route : hub.hub().routes()) {
            served.put(
                    route.method() + " " + route.path(),
                    words(route.permission()) + " " + new TreeSet<>(route.parameters()));
        }

        assertThat(served).hasSizeGreaterThan(20);
        assertThat(described).isEqualTo(served);
    }

    @Test
    void every_path_parameter_is_described_where_it_stands() {
        operations().forEach((name, operation) -> {
            Set<String> inPath = new TreeSet<>();
            Matcher braces = Pattern.compile("\\{(\\w+)}").matcher(name);
            while (braces.find()) inPath.add(braces.group(1));
            assertThat(parameters(operation, "path")).as(name).isEqualTo(inPath);
        });
    }

    @TestFactory
    Stream<DynamicTest> describes_the_fields_of() {
        List<Class<? extends Record>> records = List.of(
                Notification.class,
                PostNotification.class,
                CloseNotification.class,
                ResolveNotification.class,
                Question.class,
                QuestionOption.class,
                AskQuestion.class,
                AnswerQuestion.class,
                CancelQuestion.class,
                Answer.class,
                AnswerReceipt.class,
                Event.class,
                EventPage.class,
                Command.class,
                CommandBatch.class,
                CommandResult.class,
                CommandResults.class,
                CreateKey.class,
                RoadmapItem.class,
                RoadmapChange.class,
                AddRoadmapItem.class,
                UpdateRoadmapItem.class,
                SetRoadmapStatus.class,
                MoveRoadmapItem.class,
                RemoveRoadmapItem.class,
                Key.class,
                WhoAmI.class,
                ApplyMatrix.class,
                MatrixCheck.class,
                Ownership.class,
                SharedTable.class,
                TableRow.class,
                RowChange.class,
                SnapshotStart.class,
                SnapshotEnd.class,
                Observation.class,
                Score.class,
                TraceSession.class,
                TraceProblem.class,
                FoldProblem.class,
                Backup.class,
                BackupRun.class,
                Diagnosis.class,
                Diagnosis.Checked.class,
                Diagnosis.Finding.class,
                HubStatus.class,
                HubStatus.LogStatus.class,
                HubStatus.TableStatus.class,
                HubStatus.DayStatus.class,
                Figure.class,
                FieldOrigin.class,
                TracePrice.class,
                Problem.class);
        return records.stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> assertThat(
                                names(schema(type.getSimpleName()).path("properties")))
                        .isEqualTo(fieldsOf(type))));
    }

    /** What a folded resource shows beside its record is put in by the row. */
    private static Set<String> fieldsOf(Class<? extends Record> type) {
        Set<String> fields = componentsOf(type);
        if (List.of(Notification.class, Question.class, RoadmapItem.class, Key.class)
                .contains(type)) fields.add("incomplete");
        return fields;
    }

    @Test
    void lists_the_words_that_the_hub_uses() {
        assertThat(words(schema("Role").path("examples"))).containsExactlyElementsOf(OwnershipMatrix.ROLES);
        assertThat(enumOf("OwnedTable", "change")).containsExactlyInAnyOrderElementsOf(lowerCase(Change.values()));
        assertThat(words(schema("EventType"))).containsExactlyElementsOf(EventTypes.ALL);
        assertThat(enumOf("Problem", "code")).containsExactlyElementsOf(lowerCase(ProblemCode.values()));
        assertThat(enumOf("Notification", "state")).containsExactlyElementsOf(lowerCase(Notification.State.values()));
        assertThat(enumOf("Question", "state")).containsExactlyElementsOf(lowerCase(Question.State.values()));
        assertThat(enumOf("Question", "kind")).containsExactlyElementsOf(lowerCase(Question.Kind.values()));
        assertThat(enumOf("AskQuestion", "kind")).containsExactlyElementsOf(lowerCase(Question.Kind.values()));
        assertThat(enumOf("Question", "onExpiry")).containsExactlyElementsOf(lowerCase(Question.OnExpiry.values()));
        assertThat(words(schema("RoadmapStatus"))).containsExactlyElementsOf(lowerCase(RoadmapItem.Status.values()));
        assertThat(enumOf("MoveRoadmapItem", "to")).containsExactlyElementsOf(lowerCase(MoveRoadmapItem.End.values()));
        assertThat(enumOf("Checked", "state")).containsExactlyElementsOf(lowerCase(Diagnosis.State.values()));
        assertThat(enumOf("Answer", "source")).containsExactlyElementsOf(lowerCase(Answer.Source.values()));
        assertThat(enumOf("CommandResult", "verdict")).containsExactlyElementsOf(lowerCase(Verdict.values()));
        Set<String> commands = new TreeSet<>(OwnershipMatrix.shipped().sendableCommands(OwnershipMatrix.ADMIN));
        commands.addAll(OwnershipMatrix.TABLE_COMMANDS);
        // These come through the doors of Langfuse and OpenTelemetry alone.
        commands.removeAll(List.of("trace.record", "trace.score"));
        assertThat(new TreeSet<>(enumOf("Command", "command"))).isEqualTo(commands);
    }

    @Test
    void names_the_limits_that_hold() {
        JsonNode parameters = api.path("components").path("parameters");

        assertThat(parameters.path("limit").path("schema").path("maximum").intValue())
                .isEqualTo(Limits.LIST_MAX);
        assertThat(parameters.path("limit").path("schema").path("default").intValue())
                .isEqualTo(Limits.LIST_DEFAULT);
        assertThat(maxOf("Command", "id", "maxLength")).isEqualTo(Limits.COMMAND_ID_CHARS_MAX);
        assertThat(maxOf("CommandBatch", "commands", "maxItems")).isEqualTo(Limits.BATCH_COMMANDS_MAX);
        assertThat(maxOf("PostNotification", "title", "maxLength")).isEqualTo(Limits.TITLE_CHARS_MAX);
        assertThat(maxOf("PostNotification", "body", "maxLength")).isEqualTo(Limits.TEXT_CHARS_MAX);
        assertThat(maxOf("AskQuestion", "options", "maxItems")).isEqualTo(Limits.OPTIONS_MAX);
        assertThat(maxOf("AnswerQuestion", "comment", "maxLength")).isEqualTo(Limits.COMMENT_CHARS_MAX);
        assertThat(maxOf("AddRoadmapItem", "description", "maxLength")).isEqualTo(Limits.ROADMAP_TEXT_CHARS_MAX);
        assertThat(schema("RoadmapKey").path("maxLength").intValue()).isEqualTo(Limits.ROADMAP_KEY_CHARS_MAX);
        assertThat(schema("RoadmapOrder").path("maxLength").intValue()).isEqualTo(Limits.ROADMAP_ORDER_CHARS_MAX);
        assertThat(schema("RoadmapLinks").path("maxItems").intValue()).isEqualTo(Limits.ROADMAP_LINKS_MAX);
        assertThat(schema("Tags").path("maxItems").intValue()).isEqualTo(Limits.TAGS_MAX);
        assertThat(schema("Priority").path("maximum").intValue()).isEqualTo(Limits.PRIORITY_MAX);
    }

    /** A route that checks the login but not the role is the classic hole; this asks every route with every role. */
    @TestFactory
    Stream<DynamicTest> lets_in_exactly_the_roles_that_the_matrix_names() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : hub.hub().routes()) {
            if (route.permission() instanceof Permission.Open || route.permission() instanceof Permission.LoopbackOrKey)
                continue;
            for (String role : OwnershipMatrix.ROLES) {
                tests.add(DynamicTest.dynamicTest(
                        role + " " + route.method() + " " + route.path(), () -> asks(role, route)));
            }
        }
        return tests.stream();
    }

    private static void asks(String role, Route route) {
        String path = route.path().replaceAll("\\{\\w+}", "nothing");
        int status = hub.send(
                        role,
                        hub.request(role, path, "Content-Type", "application/json")
                                .method(route.method().name(), BodyPublishers.ofString("{}")))
                .status();
        boolean allowed = route.permission().allows(role, OwnershipMatrix.shipped());

        assertThat(status == 403).isEqualTo(!allowed);
        assertThat(status).isNotEqualTo(401).isNotEqualTo(405).isLessThan(500);
        Reply without = hub.send(
                TestHub.NOBODY,
                hub.request(TestHub.NOBODY, path, "Content-Type", "application/json")
                        .method(route.method().name(), BodyPublishers.ofString("{}")));
        if (route.protocol() instanceof HookProtocol) {
            assertThat(without.header(HookProtocol.PROBLEM)).contains("unauthorized");
        } else {
            assertThat(without.status()).isEqualTo(401);
        }
    }

    private static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        api.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (!METHODS.contains(entry.getKey())) return;
                    JsonNode operation = entry.getValue();
                    JsonNode shared = path.getValue().path("parameters");
                    shared.forEach(parameter ->
                            ((ObjectNode) operation).withArray("/parameters").add(parameter));
                    operations.put(entry.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), operation);
                }));
        return operations;
    }

    private static String words(Permission permission) {
        if (permission instanceof Permission.Sends sends) return "sends " + sends.command();
        if (permission instanceof Permission.SendsAny some) return "sends " + String.join(" or ", some.commands());
        if (permission instanceof Permission.Reads reads) return "reads " + reads.family();
        if (permission instanceof Permission.Role role) return "role " + role.role();
        if (permission instanceof Permission.Operator) return "admin of the hub";
        if (permission instanceof Permission.AnyKey) return "any key";
        if (permission instanceof Permission.LoopbackOrKey) return "loopback or any key";
        return "open";
    }

    private static String described(JsonNode operation) {
        return operation.path("x-permission").asText() + " " + parameters(operation, "query");
    }

    private static Set<String> parameters(JsonNode operation, String in) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asText().equals(in))
                names.add(resolved.path("name").asText());
        }
        return names;
    }

    private static JsonNode resolve(JsonNode node) {
        String reference = node.path("$ref").asText();
        if (reference.isEmpty()) return node;
        JsonNode found = api.at(reference.substring(1));
        assertThat(found.isMissingNode()).as(reference).isFalse();
        return found;
    }

    private static JsonNode schema(String name) {
        JsonNode schema = api.path("components").path("schemas").path(name);
        assertThat(schema.isMissingNode()).as(name).isFalse();
        return schema;
    }

    private static List<String> enumOf(String schema, String property) {
        return words(schema(schema).path("properties").path(property));
    }

    private static List<String> words(JsonNode schema) {
        List<String> words = new ArrayList<>();
        JsonNode listed = schema.isArray() ? schema : schema.path("enum");
        listed.forEach(word -> words.add(word.asText()));
        return words;
    }

    private static int maxOf(String schema, String property, String keyword) {
        return schema(schema).path("properties").path(property).path(keyword).intValue();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> componentsOf(Class<? extends Record> type) {
        return new TreeSet<>(Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
    }

    private static List<String> lowerCase(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
