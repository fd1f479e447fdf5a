package dev.signalbox.hub.verify;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.LogState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The logs of a store that is looked at. */
public final class StoreSide implements Side {
    private final String where;
    private final Map<String, VerifiedLog> logs = new LinkedHashMap<>();
    private final Vertx vertx;
    private final Runnable closing;

    /** @param closing closes the store */
    public StoreSide(String where, List<VerifiedLog> logs, Vertx vertx, Runnable closing) {
        this.where = where;
        for (VerifiedLog each : logs) this.logs.put(each.log().name(), each);
        this.vertx = vertx;
        this.closing = closing;
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public List<LogState> logs() {
        List<LogState> states = new ArrayList<>();
        for (VerifiedLog each : logs.values()) states.add(await(new LogStates(each, vertx).now()));
        return states;
    }

    @Override
    public Map<Long, String> hashes(String log, List<Long> positions) {
        Map<Long, String> hashes = new LinkedHashMap<>();
        for (LogHash each : await(new LogStates(of(log), vertx).hashes(positions))) {
            hashes.put(each.position(), each.hash());
        }
        return hashes;
    }

    @Override
    public @Nullable Glimpse event(String log, long position) {
        return await(of(log).log().at(position)).map(StoreSide::glimpse).orElse(null);
    }

    static Glimpse glimpse(RecordedEvent event) {
        return new Glimpse(
                event.position(),
                event.id(),
                event.type(),
                event.stream(),
                event.version(),
                event.actor(),
                event.recordedAt());
    }

    private VerifiedLog of(String log) {
        VerifiedLog known = logs.get(log);
        if (known == null) throw new IllegalArgumentException(where + " has no log " + log);
        return known;
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
