package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteConnectionTest {
    private static final int TRIES = 200;

    @Test
    void a_file_that_is_no_database_is_let_go(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("main.db"), "this is no database. ".repeat(500));
        long before = openFiles();

        for (int i = 0; i < TRIES; i++) {
            assertThatThrownBy(() -> SqliteConnection.writer(file))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("not a database");
        }

        assertThat(openFiles() - before).isLessThan(TRIES / 2);
    }

    /** Of the whole process, in which others open and close some meanwhile. */
    private static long openFiles() {
        UnixOperatingSystemMXBean process = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return process.getOpenFileDescriptorCount();
    }
}
