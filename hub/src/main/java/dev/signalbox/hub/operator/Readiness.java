package dev.signalbox.hub.operator;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says whether the hub can serve. */
@FunctionalInterface
public interface Readiness {
    /** Looks at store and followers now. Should not fail; a failure means: not ready. */
    Future<Report> check();

    /**
     * What was found; the body of {@code GET /health/ready}.
     *
     * @param ready whether requests can be served
     * @param store the engine, {@code sqlite} or {@code postgresql}
     * @param trouble why it is not ready, for people; null when it is
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Report(boolean ready, String store, @Nullable String trouble, List<Follower> followers) {
        public Report {
            followers = List.copyOf(followers);
        }
    }

    /**
     * One follower of a log.
     *
     * @param position up to where it has read
     * @param lag positions between it and the head of its log
     * @param trouble why it does not move just now, for people; null when it does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Follower(
            String name,
            String log,
            long position,
            long lag,
            @Nullable String trouble) {}
}
