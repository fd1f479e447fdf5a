package dev.signalbox.hub.http.route;

import dev.signalbox.wire.Problem;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the clients of a route speak, where they were not made for the hub: what their bodies are, and how they
 * understand a no.
 */
public interface Protocol {
    /** The hub's own: JSON, every parameter known, problem details. */
    Protocol OWN = new Protocol() {
        @Override
        public BodyRule bodies() {
            return BodyRule.OWN;
        }

        @Override
        public boolean knowsItsParameters() {
            return true;
        }

        @Override
        public Answer refusal(Problem problem, @Nullable String contentType) {
            return Answer.problem(problem);
        }
    };

    /** What bodies may be. */
    BodyRule bodies();

    /**
     * Bytes of memory that a body takes once it is read, told from above before that.
     *
     * @param contentType null when it has none
     */
    default long treeBytes(byte[] body, @Nullable String contentType) {
        return TreeBytes.ofJson(body);
    }

    /** The header that says how a body is compressed. */
    default String encodingHeader() {
        return "Content-Encoding";
    }

    /**
     * What a body holds, as it came. Fails with {@link dev.signalbox.wire.InvalidInput} for what is none of this
     * protocol.
     *
     * @param encoded whether the {@link #encodingHeader} names a compression
     */
    default Content contentOf(byte[] body, boolean encoded) {
        return new Content(body, encoded);
    }

    /**
     * What a body holds.
     *
     * @param compressed in the way that the head names
     */
    record Content(byte[] bytes, boolean compressed) {}

    /**
     * How long the caller waits for an answer; null when it does not say. Fails with
     * {@link dev.signalbox.wire.InvalidInput} when what it says cannot be read.
     *
     * @param header a header of the request by its name
     */
    default @Nullable Duration patience(Function<String, @Nullable String> header) {
        return null;
    }

    /** The answer when that time is over. */
    default Answer late() {
        throw new IllegalStateException("callers of this protocol do not say how long they wait");
    }

    /** Whether a query parameter that the route does not name, or one that is given twice, is refused. */
    default boolean knowsItsParameters() {
        return false;
    }

    /** Whether a public key, {@code Bearer pk-lf-…}, is let in too; the handler then asks {@link Request#isPublic}. */
    default boolean takesPublicKeys() {
        return false;
    }

    /**
     * A refusal in the form of the protocol.
     *
     * @param contentType of the request, for protocols that answer in kind; null when it had none
     */
    Answer refusal(Problem problem, @Nullable String contentType);
}
