package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreSchemaTest extends StoreSchemaContract {
    @TempDir
    Path folder;

    @Override
    StoreSchema store() {
        return StoreSchema.ofFile("main", folder.resolve("main.db"));
    }

    @Override
    Dialect engine() {
        return Dialect.SQLITE;
    }

    @Override
    void open() {
        Await.result(SqliteDatabase.open(folder.resolve("main.db"), fatal -> {}).close());
    }

    @Override
    void fresh() {
        try {
            Files.delete(folder.resolve("main.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void run(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("main.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Test
    void the_lock_of_a_folder_says_who_has_it() throws Exception {
        assertThat(FolderLock.holder(folder)).isEmpty();
        try (FolderLock held = FolderLock.take(folder)) {
            assertThat(held).isNotNull();
            assertThat(FolderLock.holder(folder)).hasValueSatisfying(holder -> {
                assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(holder.since()).isNotNull();
            });
        }
        assertThat(FolderLock.holder(folder)).isEmpty();
    }
}
