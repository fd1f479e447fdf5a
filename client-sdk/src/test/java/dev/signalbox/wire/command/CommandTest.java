package dev.signalbox.wire.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CommandTest {
    @Test
    void a_lane_is_the_stream_of_the_thing_that_changes() {
        assertThat(lane("question.answer", "q1")).isEqualTo("question/q1");
        assertThat(lane("question.answer", "question/q1")).isEqualTo("question/q1");
        assertThat(lane("notification.resolve", "build/main")).isEqualTo("notification/build/main");
    }

    @Test
    void a_create_has_the_lane_of_the_thing_that_it_makes() {
        Command named = new Command(
                "c1", "question.ask", null, null, null, Json.object().put("id", "q1"));

        assertThat(named.lane()).isEqualTo(lane("question.answer", "q1"));
        assertThat(lane("question.ask", null)).isEqualTo("question/c1");
    }

    @Test
    void a_row_has_the_lane_of_its_own_stream() {
        assertThat(lane("table.put", "tasks/a/b")).isEqualTo("tasks/a/b");
        assertThat(lane("table.append", "tasks")).isEqualTo("table/tasks");
    }

    private static String lane(String command, @Nullable String target) {
        return new Command("c1", command, target, null, null, Json.object()).lane();
    }
}
