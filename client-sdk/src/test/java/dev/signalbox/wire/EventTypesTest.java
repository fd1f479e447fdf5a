package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypesTest {
    @ParameterizedTest
    @CsvSource({
        "question.asked, question.asked, true",
        "question.asked, question.answered, false",
        "question.*, question.asked, true",
        "question.*, questions.asked, false",
        "*, key.created, true",
        "question, question.asked, false",
        "quest*, question.asked, false"
    })
    void a_pattern_is_a_literal_a_family_or_everything(String pattern, String type, boolean matches) {
        assertThat(EventTypes.matches(List.of(pattern), type)).isEqualTo(matches);
    }
}
