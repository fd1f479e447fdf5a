package dev.signalbox.hub.question;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.receipt.Signer;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Deadlines;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Questions: asked, answered, cancelled, waited for, and over at their deadline. */
public final class QuestionFeature implements Feature {
    private final LogSpace main;
    private final QuestionWaiters waiters;
    private final QuestionReceipts receipts;
    private final Deadlines deadlines;

    /** @param signer of its receipts */
    public QuestionFeature(Space space, Signer signer, ClockWatch watch, Metrics metrics) {
        this.main = space.main();
        this.waiters = new QuestionWaiters(main.log(), space.vertx());
        this.receipts = new QuestionReceipts(space, signer);
        this.deadlines = new Deadlines(
                QuestionTable.QUESTIONS.rows(main.database()),
                "question.expire",
                main.projections(),
                space.commands(),
                space.clock(),
                watch,
                space.vertx());
        metrics.gauge("signalbox.question.waiting", "Callers that wait for answers now", waiters::waiting);
    }

    @Override
    public void commands(CommandHandler commands) {
        QuestionCommands.register(commands);
        Signer.register(commands, main.log());
    }

    @Override
    public List<FoldedTable<?>> tables() {
        return List.of(QuestionTable.QUESTIONS);
    }

    @Override
    public List<Sayings> sayings() {
        return List.of(QuestionTable.SAYINGS);
    }

    @Override
    public List<Routes> routes() {
        return List.of(new QuestionRoutes(
                main.database(), waiters, receipts, main.projections().fresh(QuestionTable.QUESTIONS.name())));
    }

    @Override
    public List<Follower> followers() {
        return List.of(
                new Follower("question waiters", QuestionWaiters.EVENTS, waiters),
                new Follower("question deadlines", deadlines.events(), deadlines));
    }

    @Override
    public List<Job> jobs() {
        return List.of(deadlines);
    }

    @Override
    public Future<Optional<Instant>> due() {
        return deadlines.due();
    }
}
