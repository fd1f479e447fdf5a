package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Given these events, when this is decided, then these events follow, or that refusal: decisions without a database.
 */
public final class Given<S, E> {
    public static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final String ID = Ids.derived("a thing of a test");

    private final Fold<S, E> fold;
    private final List<RecordedEvent> events;

    private Given(Fold<S, E> fold, List<RecordedEvent> events) {
        this.fold = fold;
        this.events = events;
    }

    public static <S, E> Given<S, E> nothing(Fold<S, E> fold) {
        return new Given<>(fold, List.of());
    }

    /** And then this, done by a key with that name, recorded at {@link #START}. */
    public Given<S, E> and(String actor, E event) {
        return and(actor, event, START);
    }

    public Given<S, E> and(String actor, E event, Instant recordedAt) {
        List<RecordedEvent> more = new ArrayList<>(events);
        more.add(recorded(fold, actor, event, recordedAt, events.size() + 1));
        return new Given<>(fold, more);
    }

    public S state() {
        return fold.of(events);
    }

    public When when(Function<S, List<E>> decision) {
        return new When(decision);
    }

    /** An event as the log would give it back: through its JSON. */
    public static <E> RecordedEvent recorded(Fold<?, E> fold, String actor, E event, Instant recordedAt, long version) {
        return new RecordedEvent(
                version,
                fold.stream(ID),
                version,
                Ids.derived(ID, Long.toString(version)),
                fold.codec().typeOf(event),
                actor,
                recordedAt,
                recordedAt,
                null,
                null,
                fold.codec().encode(event),
                new byte[Append.DIGEST_BYTES],
                new byte[32]);
    }

    /** A decision that is about to be made. */
    public final class When {
        private final Function<S, List<E>> decision;

        private When(Function<S, List<E>> decision) {
            this.decision = decision;
        }

        @SafeVarargs
        @SuppressWarnings("varargs")
        public final void then(E... expected) {
            assertThat(decision.apply(state())).containsExactly(expected);
        }

        public void thenNothing() {
            assertThat(decision.apply(state())).isEmpty();
        }

        public Problem thenRefused(ProblemCode code) {
            try {
                throw new AssertionError("expected " + code + ", but it gave " + decision.apply(state()));
            } catch (Refused refused) {
                assertThat(refused.problem().code()).isEqualTo(code.word());
                return refused.problem();
            }
        }

        public void thenInvalid(String pointer) {
            try {
                throw new AssertionError("expected a fault at " + pointer + ", but it gave " + decision.apply(state()));
            } catch (InvalidInput invalid) {
                assertThat(invalid.pointer()).isEqualTo(pointer);
            }
        }
    }
}
