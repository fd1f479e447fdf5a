package dev.signalbox.wire.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.signalbox.wire.Word;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a hub, its store and its machine found: the answer of {@code GET /v1/doctor}.
 *
 * @param at when it looked, by the hub's clock
 * @param version of the hub
 * @param store what the store is and where, for people; without a password
 * @param checks in the order in which they were looked at
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Diagnosis(Instant at, String version, String store, List<Checked> checks) {
    public Diagnosis {
        checks = List.copyOf(checks);
    }

    /**
     * How one thing was found.
     *
     * @param name one or two words
     * @param looksAt what is looked at and why, a sentence
     * @param seen what was seen, for people; why nothing could be, when the state is {@link State#UNSEEN}
     * @param findings what is wrong; empty when nothing is
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Checked(String name, String looksAt, State state, String seen, List<Finding> findings) {
        public Checked {
            findings = List.copyOf(findings);
        }
    }

    /**
     * One thing that is wrong.
     *
     * @param severity {@link State#WARN} or {@link State#FAIL}
     * @param next what to do about it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Finding(State severity, String what, String next) {}

    /** How something is; the worst of its findings. */
    public enum State implements Word {
        /** As it should be. */
        OK,
        /** It could not be looked at, which says nothing. */
        UNSEEN,
        /** It will break, or is slower than it should be. */
        WARN,
        /** It is broken, or what was acknowledged is not safe. */
        FAIL;

        /** The worse of two. */
        public State or(@Nullable State other) {
            return other == null || compareTo(other) >= 0 ? this : other;
        }
    }
}
