package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox move} of a hub in a folder. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MoveCommandTest {
    @TempDir
    Path folder;

    @Test
    void where_nothing_was_moved_the_next_step_is_a_move() {
        try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
            TestShell shell = new TestShell(folder)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .with("SIGNALBOX_KEY", hub.key("admin"));

            assertThat(shell.run("move", "show").err())
                    .contains("Begin to: signalbox move --to")
                    .doesNotContain("inbox");
        }
    }

    @Test
    void a_folder_is_the_one_below_the_own_whatever_its_name_begins_with() {
        try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
            TestShell shell = new TestShell(folder)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .with("SIGNALBOX_KEY", hub.key("admin"));
            TestShell.Run moved = shell.run("move", "--to", "postgres-data");

            assertThat(moved.exitCode()).as(moved.err()).isZero();
            assertThat(moved.out())
                    .contains("Moved to", folder.resolve("postgres-data").toString());
            assertThat(moved.err())
                    .contains(
                            "MB are left",
                            "no backup was made before",
                            "; back again: signalbox move back",
                            "To go back: signalbox move back");
        }
    }
}
