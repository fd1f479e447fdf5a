package dev.signalbox.examples;

import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A real hub with the {@code signalbox.yaml} of an example, and the programs that talk to it. */
final class ExampleHub implements AutoCloseable {
    private final TestHub hub;
    private final Path folder;
    private final List<Signalbox> programs = new ArrayList<>();

    /** The store of a hub. */
    enum Store {
        SQLITE,
        POSTGRESQL
    }

    private ExampleHub(TestHub hub, Path folder) {
        this.hub = hub;
        this.folder = folder;
    }

    static ExampleHub start(String example, Store store, Path folder) {
        Path matrix = Path.of("..", "docs", "examples", example, "signalbox.yaml");
        Path data = folder.resolve("hub-" + store);
        HubConfig plain =
                new HubConfig(data, null, HubConfig.DEFAULT_HOST, 0, false, null, null, matrix.toAbsolutePath());
        HubConfig config = store == Store.SQLITE ? plain : plain.onPostgres(TestPostgres.freshDatabase());
        return new ExampleHub(TestHub.start(config, Clock.systemUTC()), folder);
    }

    TestHub hub() {
        return hub;
    }

    /** A program with a store of its own and a key of this role. */
    Signalbox program(String name, String role) {
        String key = hub.newKey(name, role);
        Signalbox program = Signalbox.open(
                options -> options.url(hub.url()).key(key).store(folder.resolve(name + "-" + programs.size() + ".db")));
        programs.add(program);
        return program;
    }

    /** What {@code GET /v1/tables/<table>/rows} shows the admin. */
    List<String> keysOf(String table) {
        List<String> keys = new ArrayList<>();
        hub.get("admin", "/v1/tables/" + table + "/rows?limit=500")
                .expect(200)
                .json()
                .path("items")
                .forEach(row -> keys.add(row.path("key").textValue()));
        return keys;
    }

    @Override
    public void close() {
        programs.forEach(Signalbox::close);
        hub.close();
    }
}
