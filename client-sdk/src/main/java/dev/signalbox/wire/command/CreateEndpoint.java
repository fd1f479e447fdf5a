package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code endpoint.create}: from now on the hub sends events to a URL, those that the caller's key may read.
 *
 * @param id becomes the endpoint's id; a UUID; null lets the hub choose
 * @param name for people
 * @param url {@code https://…}, or {@code http://…}
 * @param types of the events, as {@code question.*}; all when empty or absent
 * @param tags only events whose data has one of these tags; all when empty or absent
 * @param streams only events of these streams, as {@code question/*}; all when empty or absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CreateEndpoint(
        @Nullable String id,
        String name,
        String url,
        @Nullable List<String> types,
        @Nullable List<String> tags,
        @Nullable List<String> streams) {
    public CreateEndpoint {
        Check.uuid("id", id);
        name = Check.required("name", name, Limits.NAME_CHARS_MAX);
        url = EndpointFields.url(url);
        types = EndpointFields.types(types);
        tags = Check.tags(tags);
        streams = EndpointFields.streams(streams);
    }
}
