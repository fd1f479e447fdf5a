package dev.signalbox.hub.archive.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.ArchiveStore.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every place in which archives are kept. */
abstract class ArchiveStoreContract {
    /** Larger than a part of an upload, and no multiple of it. */
    static final int LARGE = 11 * 1024 * 1024 + 7;

    @TempDir
    Path files;

    ArchiveStore store;

    /** An empty one of its own, each time. */
    abstract ArchiveStore open() throws IOException;

    @BeforeEach
    void opens() throws IOException {
        store = open();
    }

    @AfterEach
    void closes() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, LARGE})
    void what_was_put_comes_back_byte_for_byte(int bytes) throws IOException {
        byte[] content = random(bytes);

        assertThat(store.put("default/main/000000000001-000000000002-0011aabb.sbx", file(content)))
                .isTrue();

        assertThat(read("default/main/000000000001-000000000002-0011aabb.sbx")).isEqualTo(content);
    }

    @Test
    void what_is_there_stays_as_it_is() throws IOException {
        store.put("a/one", file(random(10)));
        byte[] first = read("a/one");

        assertThat(store.put("a/one", file(random(20)))).isFalse();
        assertThat(store.put("a/one", file(random(LARGE)))).isFalse();

        assertThat(read("a/one")).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {30, LARGE})
    void of_many_that_put_one_name_at_once_one_does(int bytes) throws Exception {
        int writers = 4;
        List<byte[]> contents = new ArrayList<>();
        List<Future<Boolean>> puts = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int i = 0; i < writers; i++) {
                byte[] content = random(bytes);
                Path file = file(content);
                contents.add(content);
                puts.add(threads.submit(() -> {
                    go.await();
                    return store.put("a/manifest-000001.json", file);
                }));
            }
            go.countDown();
            int winners = 0;
            byte[] won = {};
            for (int i = 0; i < writers; i++) {
                if (!puts.get(i).get()) continue;
                winners++;
                won = contents.get(i);
            }
            assertThat(winners).isEqualTo(1);
            assertThat(read("a/manifest-000001.json")).isEqualTo(won);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void lists_what_begins_so_in_the_order_of_the_names_with_sizes() throws IOException {
        assertThat(store.list("")).isEmpty();
        for (String name : List.of("b/2", "b/10", "a", "b/1", "bb/1")) store.put(name, file(random(name.length())));

        assertThat(store.list("")).extracting(Item::name).containsExactly("a", "b/1", "b/10", "b/2", "bb/1");
        assertThat(store.list("b/")).extracting(Item::name).containsExactly("b/1", "b/10", "b/2");
        assertThat(store.list("b/1")).extracting(Item::bytes).containsExactly(3L, 4L);
        assertThat(store.list("c")).isEmpty();
    }

    @Test
    void what_was_deleted_is_gone_and_its_name_is_free() throws IOException {
        store.put("a/one", file(random(5)));
        store.put("a/two", file(random(5)));

        store.delete("a/one");
        store.delete("a/one");

        assertThat(store.list("")).extracting(Item::name).containsExactly("a/two");
        assertThatThrownBy(() -> store.get("a/one").close()).isInstanceOf(NoSuchFileException.class);
        assertThat(store.put("a/one", file(random(7)))).isTrue();
    }

    @Test
    void what_was_never_there_cannot_be_read() {
        assertThatThrownBy(() -> store.get("default/main/nothing.sbx").close())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nothing.sbx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../outside", "a/../../outside", "/etc/passwd"})
    void a_name_that_leads_elsewhere_is_refused(String name) throws IOException {
        Path file = file(random(1));

        assertThatThrownBy(() -> store.put(name, file)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.get(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(name)).isInstanceOf(IllegalArgumentException.class);
    }

    byte[] read(String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        }
    }

    Path file(byte[] content) throws IOException {
        return Files.write(files.resolve(UUID.randomUUID().toString()), content);
    }

    static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random().nextBytes(content);
        return content;
    }
}
