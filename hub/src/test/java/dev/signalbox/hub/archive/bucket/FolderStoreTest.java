package dev.signalbox.hub.archive.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.FolderStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends ArchiveStoreContract {
    @TempDir
    Path folder;

    @Override
    ArchiveStore open() {
        return ArchiveStores.of(folder.resolve("archive").toString(), Path.of(""));
    }

    @Test
    void a_path_is_a_folder() {
        assertThat(store).isInstanceOf(FolderStore.class);
        assertThat(store.where()).isEqualTo(folder.resolve("archive").toString());
    }
}
