package dev.signalbox.hub;

import java.nio.file.Path;
import java.sql.DriverManager;

class SqliteVerifyTest extends VerifyContract {
    @Override
    TestHub start(Path data) {
        return TestHub.start(data);
    }

    @Override
    Copy copy(Path data, Path to) {
        Folders.copy(data, to);
        return new Copy(to, null, log -> DriverManager.getConnection("jdbc:sqlite:" + to.resolve(log + ".db")));
    }
}
