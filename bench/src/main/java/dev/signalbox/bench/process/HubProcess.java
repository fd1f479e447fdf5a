package dev.signalbox.bench.process;

import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A hub in a process of its own. */
public final class HubProcess extends ServerProcess {
    private final String key;

    private HubProcess(List<String> command, Map<String, String> environment, int port, Path data, Path keyFolder) {
        super(command, environment, port, "/health/ready", data.resolveSibling(data.getFileName() + ".log"));
        try {
            this.key = Files.readString(keyFolder.resolve("admin.key")).strip();
        } catch (IOException e) {
            close();
            throw new BenchFailure("the hub left no admin key in " + keyFolder, e);
        }
    }

    /** On SQLite in this folder. */
    public static HubProcess start(Programs programs, Path data) {
        return start(programs, data, data, Map.of("DATABASE_URL", ""));
    }

    /**
     * On PostgreSQL.
     *
     * @param keyFolder data folder of the first node on this database, which holds the admin key
     */
    public static HubProcess start(Programs programs, Path data, Path keyFolder, String databaseUrl) {
        return start(programs, data, keyFolder, Map.of("DATABASE_URL", databaseUrl));
    }

    private static HubProcess start(Programs programs, Path data, Path keyFolder, Map<String, String> environment) {
        int port = freePort();
        List<String> command = new ArrayList<>(programs.signalbox());
        command.addAll(List.of("hub", "--data", data.toString(), "--port", Integer.toString(port)));
        return new HubProcess(command, environment, port, data, keyFolder);
    }

    /** The hub as its clients see it, with an admin's key. */
    public Subject subject() {
        return Subject.local(port(), key);
    }
}
