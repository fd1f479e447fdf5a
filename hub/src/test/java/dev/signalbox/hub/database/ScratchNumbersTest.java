package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Numbers that may be more than memory holds. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScratchNumbersTest {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @Test
    void each_name_has_the_number_that_it_was_given_last() {
        try (ScratchNumbers numbers = ScratchNumbers.open()) {
            assertThat(numbers.isEmpty()).isTrue();
            assertThat(numbers.get("a")).isEmpty();
            numbers.put("a", 1);
            numbers.put("ü\n𝄞", Long.MAX_VALUE);
            numbers.put("a", 2);

            assertThat(numbers.isEmpty()).isFalse();
            assertThat(numbers.get("a")).hasValue(2);
            assertThat(numbers.get("ü\n𝄞")).hasValue(Long.MAX_VALUE);
            assertThat(numbers.get("A")).isEqualTo(OptionalLong.empty());
        }
    }

    @Test
    void more_than_may_be_in_memory_lie_on_disk_and_each_is_given_once() throws IOException {
        int count = 3 * ScratchNumbers.MEMORY_KIB_MAX;
        String kilobyte = "x".repeat(1_000);
        try (ScratchNumbers numbers = ScratchNumbers.open()) {
            for (int i = 0; i < count; i++) numbers.put(i + kilobyte, i);
            // Where the system shows what is open.
            if (Files.isDirectory(OPEN_FILES)) assertThat(bytesWithoutName()).isGreaterThan(1024L * count / 2);

            List<Long> given = new ArrayList<>();
            numbers.each((name, number) -> given.add(number));
            assertThat(given).hasSize(count).doesNotHaveDuplicates();
            assertThat(numbers.get("7" + kilobyte)).hasValue(7);
        }
    }

    /** Of the files that this process has open and nobody finds. */
    private static long bytesWithoutName() throws IOException {
        long bytes = 0;
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            for (Path each : open.toList()) {
                if (!Files.isSymbolicLink(each)) continue;
                if (Files.readSymbolicLink(each).toString().contains("etilqs")) bytes += Files.size(each);
            }
        }
        return bytes;
    }
}
