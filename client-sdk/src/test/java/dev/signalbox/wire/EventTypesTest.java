package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypesTest {
    @Test
    void no_event_of_a_built_in_table_ends_like_that_of_a_row() {
        List<String> rows =
                EventTypes.ROW_VERBS.stream().map(verb -> "*." + verb).toList();

        assertThat(EventTypes.ALL).noneMatch(type -> EventTypes.matches(rows, type));
    }

    @ParameterizedTest
    @CsvSource({
        "question.asked, question.asked, true",
        "question.asked, question.answered, false",
        "question.*, question.asked, true",
        "question.*, questions.asked, false",
        "*, key.created, true",
        "*.put, tasks.put, true",
        "*.put, tasks.output, false",
        "*.put, tasks.putted, false",
        "question, question.asked, false",
        "quest*, question.asked, false"
    })
    void a_pattern_is_a_literal_a_family_a_verb_or_everything(String pattern, String type, boolean matches) {
        assertThat(EventTypes.matches(List.of(pattern), type)).isEqualTo(matches);
    }
}
