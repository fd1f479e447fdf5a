package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * {@code key.revoke}: the key of the target opens nothing more.
 *
 * @param force whether the last admin key that opens for more than 30 days may go too, after which nobody can make
 *     another until the hub is started again; no when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RevokeKey(@Nullable Boolean force) {
    /** Whether even the last admin key may go. */
    public boolean forced() {
        return Boolean.TRUE.equals(force);
    }
}
