package dev.signalbox.hub.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The projections, for operators. */
public interface Projections {
    /** Every projection as it stands. */
    Future<List<Status>> all();

    /**
     * Starts to rebuild one; completes when it has begun. Fails with {@link
     * dev.signalbox.hub.command.Refused} ({@code not_found}) when no projection has this name. */
    Future<Status> rebuild(String name);

    /**
     * One projection.
     *
     * @param position its checkpoint
     * @param lag positions between it and the head of its log
     * @param state {@code live}, {@code catching_up}, {@code rebuilding} or {@code failed}
     * @param trouble why it failed; null otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            String name,
            String log,
            long position,
            long lag,
            String state,
            @Nullable String trouble) {}
}
