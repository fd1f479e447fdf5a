package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CreateKey;
import dev.signalbox.wire.command.Expiry;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import dev.signalbox.wire.resource.RoadmapItem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every limit that a record checks by itself: at the limit it is taken, at one more it is refused by name. */
class LimitsTest {
    private static final String ID = "01920000-0000-7000-8000-000000000001";

    private static PostNotification post(String title, String body, List<String> tags, String link, String dedupKey) {
        return new PostNotification(null, title, body, null, tags, link, dedupKey, null, null, null);
    }

    private static AskQuestion choice(List<QuestionOption> options) {
        return new AskQuestion(
                null,
                null,
                Question.Kind.CHOICE,
                "P",
                null,
                options,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static AskQuestion once(String key) {
        return new AskQuestion(null, key, null, "P", null, null, null, null, null, null, null, null, null, null, null);
    }

    private static AddRoadmapItem item(
            String key, String title, String description, List<String> links, String estimate) {
        return new AddRoadmapItem(null, key, title, null, description, links, estimate, null, null, null, null);
    }

    private static String text(int characters) {
        return "x".repeat(characters);
    }

    private static List<QuestionOption> options(int n) {
        return IntStream.range(0, n).mapToObj(i -> QuestionOption.of("o" + i)).toList();
    }

    private static Arguments limit(String pointer, int max, IntFunction<?> made) {
        return Arguments.of(pointer, max, made);
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                limit("/once", Limits.NAME_CHARS_MAX, n -> once(text(n))),
                limit("/title", Limits.TITLE_CHARS_MAX, n -> post(text(n), null, null, null, null)),
                limit("/body", Limits.TEXT_CHARS_MAX, n -> post("T", text(n), null, null, null)),
                limit("/tags", Limits.TAGS_MAX, n -> post("T", null, Collections.nCopies(n, "t"), null, null)),
                limit("/tags/0", Limits.NAME_CHARS_MAX, n -> post("T", null, List.of(text(n)), null, null)),
                limit("/link", Limits.LINK_CHARS_MAX, n -> post("T", null, null, "https://x/" + text(n - 10), null)),
                limit("/dedupKey", Limits.NAME_CHARS_MAX, n -> post("T", null, null, null, text(n))),
                limit("/comment", Limits.COMMENT_CHARS_MAX, n -> new CloseNotification(text(n))),
                limit("/reason", Limits.COMMENT_CHARS_MAX, n -> new CancelQuestion(text(n))),
                limit("/value", Limits.COMMENT_CHARS_MAX, n -> new AnswerQuestion(text(n), null, null, null, null)),
                limit("/comment", Limits.COMMENT_CHARS_MAX, n -> new AnswerQuestion("v", text(n), null, null, null)),
                limit("/onBehalfOf", Limits.NAME_CHARS_MAX, n -> new AnswerQuestion("v", null, text(n), null, null)),
                limit("/options", Limits.OPTIONS_MAX, n -> choice(options(n))),
                limit("/value", Limits.NAME_CHARS_MAX, n -> QuestionOption.of(text(n))),
                limit(
                        "/priority",
                        Limits.PRIORITY_MAX,
                        n -> new PostNotification(null, "T", null, n, null, null, null, null, null, null)),
                limit(
                        "/target",
                        Limits.STREAM_CHARS_MAX,
                        n -> new Command(ID, "note.write", text(n), null, null, null)),
                limit(
                        "/id",
                        Limits.COMMAND_ID_CHARS_MAX,
                        n -> new Command(text(n), "note.write", null, null, null, null)),
                limit(
                        "/commands",
                        Limits.BATCH_COMMANDS_MAX,
                        n -> new CommandBatch(
                                Collections.nCopies(n, new Command(ID, "note.write", null, null, null, null)))),
                limit("/key", Limits.ROADMAP_KEY_CHARS_MAX, n -> item(text(n), "T", null, null, null)),
                limit("/title", Limits.TITLE_CHARS_MAX, n -> item("K", text(n), null, null, null)),
                limit("/description", Limits.ROADMAP_TEXT_CHARS_MAX, n -> item("K", "T", text(n), null, null)),
                limit(
                        "/links",
                        Limits.ROADMAP_LINKS_MAX,
                        n -> item("K", "T", null, Collections.nCopies(n, "https://x"), null)),
                limit("/estimate", Limits.NAME_CHARS_MAX, n -> item("K", "T", null, null, text(n))),
                limit(
                        "/order",
                        Limits.ROADMAP_ORDER_CHARS_MAX,
                        n -> new MoveRoadmapItem(null, null, null, "1".repeat(n))),
                limit(
                        "/comment",
                        Limits.COMMENT_CHARS_MAX,
                        n -> new SetRoadmapStatus(RoadmapItem.Status.DONE, text(n))),
                limit("/reason", Limits.COMMENT_CHARS_MAX, n -> new RemoveRoadmapItem(text(n))),
                limit("/name", 60, n -> new CreateKey(text(n), "bot", null)),
                limit("/expiresIn", (int) Limits.EXPIRY_MAX.toDays(), n -> new CreateKey("n", "bot", n + "d")));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void is_taken_at_the_limit_and_refused_at_one_more(String pointer, int max, IntFunction<?> made) {
        assertThatCode(() -> made.apply(max)).doesNotThrowAnyException();

        assertThatThrownBy(() -> made.apply(max + 1))
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo(pointer));
    }

    private static void refused(String pointer, Executable made) {
        assertThatThrownBy(made::execute)
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo(pointer));
    }

    @Test
    void lower_limits_hold_too() {
        refused("/options", () -> choice(options(Limits.OPTIONS_MIN - 1)));
        refused("/title", () -> post(" \n", null, null, null, null));
        refused("/priority", () -> new PostNotification(null, "T", null, 0, null, null, null, null, null, null));
        refused("/expiresIn", () -> new CreateKey("n", "bot", "0s"));
        refused("/expectedVersion", () -> new Command(ID, "note.write", null, -1L, null, null));
        refused("/id", () -> new Command("", "note.write", null, null, null, null));
    }

    @Test
    void fields_that_contradict_each_other_are_refused() {
        Instant tomorrow = Instant.parse("2026-11-22T00:00:00Z");
        refused(
                "/expiresAt",
                () -> new PostNotification(null, "T", null, null, null, null, null, "1h", tomorrow, null));
        refused("/options/1", () -> choice(List.of(QuestionOption.of("a"), QuestionOption.of("a"))));
        refused(
                "/options",
                () -> new AskQuestion(
                        null,
                        null,
                        Question.Kind.TEXT,
                        "P",
                        null,
                        options(2),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        refused(
                "/defaultValue",
                () -> new AskQuestion(
                        null,
                        null,
                        Question.Kind.CHOICE,
                        "P",
                        null,
                        options(2),
                        null,
                        null,
                        "1h",
                        null,
                        Question.OnExpiry.DEFAULT,
                        "o7",
                        null,
                        null,
                        null));
        refused(
                "/onExpiry",
                () -> new AskQuestion(
                        null,
                        null,
                        Question.Kind.CHOICE,
                        "P",
                        null,
                        options(2),
                        null,
                        null,
                        null,
                        null,
                        Question.OnExpiry.DEFAULT,
                        "o1",
                        null,
                        null,
                        null));
    }

    @Test
    void a_key_to_ask_once_has_one_spelling() {
        for (String key : List.of("", " ", " a", "a ", "a\tb", "a\u0000b", "half \ud83d")) {
            refused("/once", () -> once(key));
        }
        refused(
                "/id",
                () -> new AskQuestion(
                        Ids.next(), "k", null, "P", null, null, null, null, null, null, null, null, null, null, null));
        assertThat(once("a b").questionId()).isEqualTo(Ids.ofKey("a b"));
    }

    @Test
    void links_lead_nowhere_dangerous() {
        for (String link :
                List.of("javascript:alert(1)", "data:text/html,x", "/relative", "file:///etc/passwd", "http:// x")) {
            refused("/link", () -> post("T", null, null, link, null));
        }
        for (String link : List.of("https://x", "HTTP://x", "mailto:jane@example.org", "slack://channel?id=1")) {
            assertThatCode(() -> post("T", null, null, link, null)).doesNotThrowAnyException();
        }
    }

    @Test
    void a_nul_character_is_no_text() {
        refused("/title", () -> post("a\0b", null, null, null, null));
        refused("/body", () -> post("T", "a\0b", null, null, null));
    }

    @Test
    void an_expiry_counts_from_when_the_hub_has_it() {
        Instant recorded = Instant.parse("2026-11-21T08:00:00Z");

        assertThat(new CreateKey("n", "bot", "4h").lifetime()).isEqualTo(Duration.ofHours(4));
        assertThat(new PostNotification(null, "T", null, null, null, null, null, "4h", null, null)
                        .expiry()
                        .from(recorded))
                .isEqualTo(recorded.plus(Duration.ofHours(4)));
        assertThat(Expiry.NEVER.from(recorded)).isNull();
    }

    @Test
    void the_longest_text_fits_into_an_event() {
        PostNotification largest = post(
                "😀".repeat(Limits.TITLE_CHARS_MAX / 2),
                "ü".repeat(Limits.TEXT_CHARS_MAX),
                Collections.nCopies(Limits.TAGS_MAX, "ü".repeat(Limits.NAME_CHARS_MAX)),
                null,
                null);

        assertThat(Json.write(largest)).hasSizeLessThan(Limits.EVENT_DATA_BYTES_MAX);
    }
}
