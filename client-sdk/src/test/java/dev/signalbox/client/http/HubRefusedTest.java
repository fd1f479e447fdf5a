package dev.signalbox.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program reads that was refused. */
class HubRefusedTest {
    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void begins_with_what_is_wrong_whatever_the_kind(ProblemCode code) {
        HubRefused refused = new HubRefused(
                Problem.of(code, "there is no such thing here; GET /v1/things lists them; take another"), null);

        assertThat(refused).hasMessage("There is no such thing here. Take another.");
        assertThat(refused.problem().code()).isEqualTo(code.word());
        assertThat(refused.problem().detail()).contains("GET /v1/things");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"X-1\" is taken already; choose another|\"X-1\" is taken already. Choose another.",
                "the header Host is wrong|Not valid.",
                "''|Not valid.",
                "tasks/a is at version 2, you expected 1|tasks/a is at version 2, you expected 1.",
            })
    void has_the_next_step_behind_it(String detail, String message) {
        Problem problem = new Problem("", "Not valid", 400, detail, "invalid", List.of(), null, null, null, null, null);

        assertThat(new HubRefused(problem, null)).hasMessage(message);
    }

    @Test
    void names_each_field_at_fault() {
        Problem problem = Problem.of(ProblemCode.INVALID, "the row does not fit its schema")
                .withErrors(List.of(
                        new FieldError("/row/state", "must be one of running, done"),
                        new FieldError("/row/points", "must be at least 0"),
                        new FieldError("/row", "the row does not fit its schema")));

        assertThat(new HubRefused(problem, null))
                .hasMessage("The row does not fit its schema. /row/state: Must be one of running, done."
                        + " /row/points: Must be at least 0.");
    }
}
