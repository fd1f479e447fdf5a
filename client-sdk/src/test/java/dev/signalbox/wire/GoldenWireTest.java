package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AppendRow;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResults;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.PatchRow;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.PutRow;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.ResolveNotification;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange;
import dev.signalbox.wire.resource.SharedTable;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import dev.signalbox.wire.resource.TableRow;
import dev.signalbox.wire.resource.WhoAmI;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes over the wire, byte for byte, in {@code src/test/resources/wire}. A difference here is a change of the
 * contract: programs in other languages depend on these texts. A file is named after its record; a word behind a dot
 * tells several of one record apart.
 */
class GoldenWireTest {
    private static final Path FILES = Path.of("src/test/resources/wire");
    private static final Set<Class<?>> REQUESTS = Set.of(
            PostNotification.class,
            CloseNotification.class,
            ResolveNotification.class,
            AskQuestion.class,
            AnswerQuestion.class,
            CancelQuestion.class,
            Command.class,
            CommandBatch.class,
            CreateKey.class,
            PutRow.class,
            PatchRow.class,
            AppendRow.class,
            AddRoadmapItem.class,
            UpdateRoadmapItem.class,
            SetRoadmapStatus.class,
            MoveRoadmapItem.class,
            RemoveRoadmapItem.class);
    private static final Set<Class<?>> ANSWERS = Set.of(
            Notification.class,
            Question.class,
            CommandResults.class,
            Problem.class,
            EventPage.class,
            Key.class,
            WhoAmI.class,
            SharedTable.class,
            TableRow.class,
            RowChange.class,
            SnapshotStart.class,
            SnapshotEnd.class,
            RoadmapItem.class,
            RoadmapChange.class);

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void is_read_and_written_as_the_file_says(Path file) throws Exception {
        byte[] golden = Files.readAllBytes(file);
        Class<?> type = typeOf(file);

        Object value = REQUESTS.contains(type) ? Json.read(golden, type) : Json.readLenient(golden, type);

        assertThat(Json.writeText(value))
                .isEqualTo(Json.readLenient(golden, JsonNode.class).toString());
    }

    @Test
    void every_record_of_the_contract_has_a_file() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (Class<?> type : REQUESTS) expected.add(type.getSimpleName());
        for (Class<?> type : ANSWERS) expected.add(type.getSimpleName());

        Set<String> present = new TreeSet<>();
        for (Path file : files()) present.add(typeOf(file).getSimpleName());

        assertThat(present).isEqualTo(expected);
    }

    @Test
    void an_option_may_be_a_bare_text() {
        QuestionOption bare = Json.read("\"sqlite\"".getBytes(StandardCharsets.UTF_8), QuestionOption.class);

        assertThat(bare).isEqualTo(new QuestionOption("sqlite", null, null));
        assertThat(Json.writeText(bare)).isEqualTo("{\"value\":\"sqlite\"}");
    }

    @Test
    void an_answer_may_have_fields_that_this_build_does_not_know() {
        WhoAmI who = new WhoAmI("k", "n", "bot", "default", null, List.of(), List.of());
        JsonNode newer = ((ObjectNode) Json.tree(who)).put("mood", "good");

        assertThat(Json.readLenient(newer, WhoAmI.class)).isEqualTo(who);
    }

    @Test
    void a_key_shows_no_secret_when_it_is_printed() throws Exception {
        Key key = Json.readLenient(Files.readAllBytes(FILES.resolve("Key.json")), Key.class);

        assertThat(key).asString().doesNotContain("not-a-real-one");
        assertThat(Map.of("key", key)).asString().doesNotContain("not-a-real-one");
    }

    private static Class<?> typeOf(Path file) {
        String name = file.getFileName().toString();
        String record = name.substring(0, name.indexOf('.'));
        return Stream.concat(REQUESTS.stream(), ANSWERS.stream())
                .filter(type -> type.getSimpleName().equals(record))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " is named after no record"));
    }
}
