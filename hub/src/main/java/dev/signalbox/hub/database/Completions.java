package dev.signalbox.hub.database;

import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers of one commit that go out together: an event loop is woken once for all of its callers. Waking it costs a
 * system call and a lock, which a store's thread would else pay for every answer. Belongs to one thread.
 */
public final class Completions {
    private final Map<Thread, List<Answer<?>>> byEventLoop = new HashMap<>();

    private record Answer<T>(Completion<T> completion, Context context, T value) {
        void give() {
            completion.completeHere(value);
        }
    }

    /** Completes at {@link #send}, in the order of the calls; one without an event loop completes at once. */
    public <T> void complete(Completion<T> completion, T value) {
        Context context = completion.context();
        if (context == null || !context.isEventLoopContext()) {
            completion.complete(value);
        } else {
            byEventLoop
                    .computeIfAbsent(completion.maker(), any -> new ArrayList<>())
                    .add(new Answer<>(completion, context, value));
        }
    }

    /** Wakes the event loops. */
    public void send() {
        for (List<Answer<?>> answers : byEventLoop.values()) {
            answers.get(0).context().runOnContext(ignored -> giveAll(answers));
        }
        byEventLoop.clear();
    }

    /** A caller that throws must not keep the others from their answers; Vert.x reports the failure. */
    private static void giveAll(List<Answer<?>> answers) {
        RuntimeException failure = null;
        for (Answer<?> answer : answers) {
            try {
                answer.give();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }
}
