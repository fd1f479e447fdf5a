package dev.signalbox.bench.process;

import dev.signalbox.bench.load.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A {@link LimitServer} in a process of its own, with the hub's JVM options. */
public final class LimitProcess extends ServerProcess {
    private LimitProcess(List<String> command, int port, Path log) {
        super(command, Map.of(), port, LimitServer.READY_PATH, log);
    }

    public static LimitProcess start(Programs programs, Path folder) {
        int port = freePort();
        List<String> command = new ArrayList<>(programs.java());
        command.addAll(List.of(LimitServer.class.getName(), Integer.toString(port)));
        return new LimitProcess(command, port, folder.resolve("limit.log"));
    }

    public Subject subject() {
        return Subject.local(port(), null);
    }
}
