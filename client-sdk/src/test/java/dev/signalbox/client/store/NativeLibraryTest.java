package dev.signalbox.client.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.model.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path folder;

    @TempDir
    Path temporary;

    private Child opener(String name) throws Exception {
        Child child = Child.start(Opener.class, temporary, folder.resolve(name).toString());
        child.awaitLine("open");
        return child;
    }

    private List<Path> libraries() throws Exception {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.getFileName().toString().contains("sqlitejdbc"))
                    .filter(file -> !file.toString().endsWith(".lck"))
                    .toList();
        }
    }

    @Test
    void a_killed_process_leaves_its_library_only_until_the_next_one_starts() throws Exception {
        opener("a.db").kill();
        assertThat(libraries()).hasSize(1);

        Child second = opener("b.db");

        assertThat(libraries()).hasSize(1);
        second.kill();
    }

    @Test
    void a_running_process_keeps_its_library() throws Exception {
        Child first = opener("a.db");

        Child second = opener("b.db");

        assertThat(libraries()).hasSize(2);
        first.kill();
        second.kill();
    }

    @Test
    void a_process_that_ends_well_leaves_nothing() throws Exception {
        Child child = opener("a.db");

        assertThat(child.end()).isZero();

        assertThat(libraries()).isEmpty();
    }

    /** Opens a store, says so, and waits. */
    public static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) throws Exception {
            try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]))) {
                store.writeNow(tx -> true);
                System.out.println("open");
                while (System.in.read() >= 0) Thread.onSpinWait();
            }
        }
    }
}
