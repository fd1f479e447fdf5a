package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code endpoint.change}: the endpoint of the target has another name, URL or choice of events. What is absent stays;
 * an empty list chooses all.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeEndpoint(
        @Nullable String name,
        @Nullable String url,
        @Nullable List<String> types,
        @Nullable List<String> tags,
        @Nullable List<String> streams) {
    public ChangeEndpoint {
        if (name != null) name = Check.required("name", name, Limits.NAME_CHARS_MAX);
        if (url != null) url = EndpointFields.url(url);
        if (types != null) types = EndpointFields.types(types);
        if (tags != null) tags = Check.tags(tags);
        if (streams != null) streams = EndpointFields.streams(streams);
    }
}
