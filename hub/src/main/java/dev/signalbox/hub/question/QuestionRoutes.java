package dev.signalbox.hub.question;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Freshness;
import dev.signalbox.hub.projection.PageQuery;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Question.State;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code /v1/questions}. */
public final class QuestionRoutes implements Routes {
    /** Whoever waits holds nothing meanwhile, and what it gets is one thing. */
    private static final Need WAITING = query -> query.text("wait") == null ? Need.ONE.bytes(query) : 0;

    /** A public key is told in less than so many bytes. */
    private static final Need KEYS = Need.ofText(256L * Limits.RECEIPT_KEYS_MAX);

    private final FoldedRows<QuestionState> questions;
    private final QuestionWaiters waiters;
    private final QuestionReceipts receipts;
    private final Freshness table;

    QuestionRoutes(Database database, QuestionWaiters waiters, QuestionReceipts receipts, Freshness table) {
        this.questions = QuestionTable.QUESTIONS.rows(database);
        this.waiters = waiters;
        this.receipts = receipts;
        this.table = table;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.create("/v1/questions", "question.ask");
        doors.read(
                "/v1/questions",
                "question",
                table,
                List.of("state", "priority", "minPriority", "tag", "askedBy", "idPrefix", "limit", "cursor"),
                Need.LIST,
                this::list);
        doors.readLog("/v1/questions/{id}", "question", List.of("wait"), WAITING, this::one);
        doors.readLog("/v1/questions/{id}/receipt", "question", List.of(), Need.ONE, receipts::one);
        doors.readLog("/v1/receipts/keys", "question", List.of(), KEYS, request -> receipts.keys());
        doors.change(HttpMethod.POST, "/v1/questions/{id}/answer", "question.answer");
        doors.change(HttpMethod.POST, "/v1/questions/{id}/cancel", "question.cancel");
    }

    private Future<Answer> list(Request request) {
        Query query = request.query();
        PageQuery page = PageQuery.newestFirst(query.limit(), query.text("cursor"))
                .equal(
                        "state",
                        query.choice("state", State.PENDING).map(State::word).orElse(null))
                .equal("priority", query.integer("priority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX))
                .atLeast("priority", query.integer("minPriority", Limits.PRIORITY_MIN, Limits.PRIORITY_MAX))
                .tagged("tags", query.text("tag"))
                .createdBy(query.text("askedBy"))
                .keysBeginning(query.text("idPrefix"));
        return questions.page(page).map(Answer::ok);
    }

    /** Made of the table when it is asked at once, of the log while it waits. */
    private Future<Answer> one(Request request) {
        String id = request.path("id");
        Duration wait = request.query().duration("wait", Limits.QUESTION_WAIT_MAX);
        Future<Optional<Answer>> found = wait.toMillis() == 0
                ? table.caughtUp(request.atLeast())
                        .compose(ready -> questions.row(id))
                        .map(row -> row.map(question -> Answer.ok(question).version(question.version())))
                : waiters.resolved(id, wait, request.ended())
                        .map(read -> read.map(question -> Answer.ok(question).version(question.version())));
        return found.map(answer -> answer.orElseThrow(() ->
                new Refused(ProblemCode.NOT_FOUND, "there is no question " + id + "; GET /v1/questions lists them")));
    }
}
