package dev.signalbox.hub.table;

import dev.signalbox.hub.Folders;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.lifecycle.AfterTry;

class SqliteRowsModelTest extends RowsModelContract {
    private final List<Path> folders = new ArrayList<>();

    @Override
    TestNode open() {
        try {
            Path folder = Files.createTempDirectory("rows-model");
            folders.add(folder);
            return TestNode.sqlite(folder, new TestClock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterTry
    void leave_nothing_behind() {
        folders.forEach(Folders::delete);
        folders.clear();
    }
}
