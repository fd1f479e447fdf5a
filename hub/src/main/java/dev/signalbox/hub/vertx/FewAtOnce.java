package dev.signalbox.hub.vertx;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks for many things, a few at once: so that one reader leaves the store to others. */
public final class FewAtOnce {
    private static final int AT_ONCE = 16;

    private FewAtOnce() {}

    /** The answers, in the order of what was asked. */
    public static <T, R> Future<List<R>> inOrder(List<T> asked, Function<T, Future<R>> answer) {
        return next(asked, answer, new ArrayList<>(asked.size()));
    }

    private static <T, R> Future<List<R>> next(List<T> asked, Function<T, Future<R>> answer, List<R> answers) {
        if (answers.size() == asked.size()) return Future.succeededFuture(answers);
        List<Future<R>> running = new ArrayList<>();
        for (T one : asked.subList(answers.size(), Math.min(asked.size(), answers.size() + AT_ONCE))) {
            running.add(answer.apply(one));
        }
        return Future.all(running).compose(done -> {
            for (Future<R> each : running) answers.add(each.result());
            return next(asked, answer, answers);
        });
    }
}
