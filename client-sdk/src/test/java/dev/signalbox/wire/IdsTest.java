package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Test
    void each_is_greater_than_the_one_before() {
        List<String> ids = IntStream.range(0, 200_000).mapToObj(i -> Ids.next()).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void none_is_given_twice_among_threads() {
        List<String> ids = new ArrayList<>(
                IntStream.range(0, 100_000).parallel().mapToObj(i -> Ids.next()).toList());

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void they_are_uuids_of_version_7_that_carry_the_time() {
        long before = System.currentTimeMillis();

        UUID id = UUID.fromString(Ids.next());

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis() + 1_000);
    }

    @Test
    void derived_ones_are_the_same_for_the_same_parts_only() {
        assertThat(Ids.derived("question", "1")).isEqualTo(Ids.derived("question", "1"));
        assertThat(Ids.derived("question", "1")).isNotEqualTo(Ids.derived("question", "2"));
        assertThat(UUID.fromString(Ids.derived("a")).version()).isEqualTo(8);
    }

    @Test
    void command_ids_are_printable_and_not_too_long() {
        assertThat(Ids.isCommandId("x".repeat(Limits.COMMAND_ID_CHARS_MAX))).isTrue();
        assertThat(Ids.isCommandId("x".repeat(Limits.COMMAND_ID_CHARS_MAX + 1))).isFalse();
        assertThat(Ids.isCommandId("")).isFalse();
        assertThat(Ids.isCommandId("a b")).isFalse();
        assertThat(Ids.isCommandId("ü")).isFalse();
    }

    @Test
    void uuids_are_in_lower_case() {
        assertThat(Ids.isUuid(Ids.next())).isTrue();
        assertThat(Ids.isUuid("01920000-0000-7000-8000-00000000000A")).isFalse();
        assertThat(Ids.isUuid("0192")).isFalse();
        assertThat(Ids.isUuid("01920000-0000-7000-8000-00000000000")).isFalse();
        assertThat(Ids.isUuid("01920000-0000-7000-8000-0000000000000")).isFalse();
        assertThat(Ids.isUuid("0192000000000-7000-8000-000000000000")).isFalse();
        assertThat(Ids.isUuid("01920000-0000-7000-8000-00000000000g")).isFalse();
        assertThat(Ids.isUuid("01920000-0000-7000-8000--00000000000")).isFalse();
    }

    /** The values are those of Python's {@code uuid.uuid5(uuid.UUID(…), key)}. */
    @Test
    void the_id_of_a_key_is_what_every_language_computes() {
        assertThat(Ids.ofKey("priority-3-database")).isEqualTo("7ce88c68-26ad-5daa-af2d-1df49f5bb0b5");
        assertThat(Ids.ofKey("Gr\u00f6\u00dfe \ud83d\ude00")).isEqualTo("94a1c815-2bc5-5425-b960-5159c011b905");
    }
}
