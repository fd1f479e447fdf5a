package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.hub.verify.Side;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.LogState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The logs of a hub that runs. */
record HubSide(CommandRun run) implements Side {
    @Override
    public String where() {
        return run.settings().url().toString();
    }

    @Override
    public List<LogState> logs() {
        return run.await(run.hub().operator().logs()).items();
    }

    @Override
    public Map<Long, String> hashes(String log, List<Long> positions) {
        Map<Long, String> hashes = new LinkedHashMap<>();
        for (LogHash each :
                run.await(run.hub().operator().hashes(log, positions)).items()) {
            hashes.put(each.position(), each.hash());
        }
        return hashes;
    }

    @Override
    public @Nullable Glimpse event(String log, long position) {
        Map<String, String> query = Map.of("log", log, "after", Long.toString(position - 1), "limit", "1");
        for (Event event : run.await(run.hub().events(query)).events()) {
            return new Glimpse(
                    event.position(),
                    event.id(),
                    event.type(),
                    event.subject(),
                    event.streamversion(),
                    event.actor(),
                    event.recordedtime());
        }
        return null;
    }

    @Override
    public void close() {}
}
