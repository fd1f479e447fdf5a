package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/**
 * {@code endpoint.disable}: nothing goes to the endpoint until it is enabled; then it goes on where it stood.
 *
 * @param reason for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DisableEndpoint(@Nullable String reason) {
    public DisableEndpoint {
        Check.optional("reason", reason, Limits.TITLE_CHARS_MAX);
    }
}
