package dev.signalbox.hub.fold;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.FoldProblems;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.ProjectionFollower;
import dev.signalbox.hub.projection.TableView;
import dev.signalbox.hub.table.TestTables;
import dev.signalbox.hub.trace.Said;
import dev.signalbox.wire.resource.FoldProblem;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Folds that throw, in every table that the hub has: the rest goes on, what was left out is noted, and a hub whose fold
 * does not throw makes of the same log what it would have made at once. The same on both engines.
 */
abstract class FoldProblemsContract {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final List<TestNode> nodes = new ArrayList<>();

    abstract TestNode open(Path folder, TestClock clock, UnaryOperator<Projection> wrapping);

    @AfterEach
    void close() {
        nodes.forEach(TestNode::close);
    }

    /** How a fold breaks; {@code throwing} is told every event. */
    enum Fault {
        AN_EXCEPTION_ON_ONE,
        AN_ERROR_ON_ONE,
        A_STACK_TOO_DEEP_ON_EVERY_SEVENTH,
        EVERY_FIRST_OF_A_THING,
        ALL;

        void throwing(RecordedEvent event) {
            switch (this) {
                case AN_EXCEPTION_ON_ONE -> {
                    if (event.position() == 4) throw new IllegalArgumentException("not this one");
                }
                case AN_ERROR_ON_ONE -> {
                    if (event.position() == 5) throw new NoSuchMethodError("gone");
                }
                case A_STACK_TOO_DEEP_ON_EVERY_SEVENTH -> {
                    if (event.position() % 7 == 0) throw new StackOverflowError();
                }
                case EVERY_FIRST_OF_A_THING -> {
                    if (event.version() == 1) throw new IllegalStateException("no first");
                }
                case ALL -> throw new IllegalStateException("none");
            }
        }

        boolean hits(RecordedEvent event) {
            try {
                throwing(event);
                return false;
            } catch (RuntimeException | Error hit) {
                return true;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void the_rest_goes_on_and_a_fold_that_can_makes_up_for_it(Fault fault) {
        TestNode broken = node(each -> new Throwing(each, fault::throwing, false));
        write(broken);

        for (ProjectionFollower each : broken.projections().all()) {
            broken.caughtUp(each.name());
            assertThat(each.trouble()).as(each.name()).isNull();
        }
        Map<String, List<Long>> problems = problems(broken);
        for (RecordedEvent event : events(broken)) {
            if (!fault.hits(event)) continue;
            assertThat(problems.values()).as(event.toString()).anyMatch(found -> found.contains(event.position()));
        }
        close(broken);

        TestNode mended = node(UnaryOperator.identity());
        Eventually.assertThat(() -> assertThat(problems(mended)).isEmpty());
        Map<String, String> after = tables(mended);
        for (ProjectionFollower each : mended.projections().all()) Await.result(each.rebuild());
        assertThat(after).isEqualTo(tables(mended));
        assertThat(after.get("question")).isNotEqualTo("");
    }

    @Test
    void a_work_that_fails_in_its_transaction_leaves_nothing_of_its_event() {
        TestNode broken = node(each -> new Throwing(each, Fault.AN_EXCEPTION_ON_ONE::throwing, true));
        write(broken);

        for (ProjectionFollower each : broken.projections().all()) broken.caughtUp(each.name());
        List<Long> all = new ArrayList<>();
        problems(broken).values().forEach(all::addAll);
        assertThat(all).containsExactly(4L);
    }

    private TestNode node(UnaryOperator<Projection> wrapping) {
        TestNode opened = open(folder, clock, wrapping);
        TableDeclaration[] tables = {TestTables.tasks(), TestTables.clicks()};
        opened.matrix().replace(OwnershipMatrix.shippedWith(List.of(), List.of(tables)));
        nodes.add(opened);
        return opened;
    }

    private void close(TestNode node) {
        nodes.remove(node);
        node.close();
    }

    /** Things of every kind, each changed. */
    private static void write(TestNode node) {
        for (int i = 0; i < 4; i++) {
            String id = "0000000" + i + "-0000-7000-8000-000000000000";
            send(node, "key.create", "", "{'name':'k" + i + "','role':'bot'}");
            send(node, "question.ask", "", "{'id':'" + id + "','prompt':'which?'}");
            send(node, "notification.post", "", "{'id':'" + id + "','title':'told'}");
            send(node, "roadmap.add", "", "{'key':'P" + i + "','title':'item'}");
            send(node, "table.put", "tasks/t" + i, "{'row':{'state':'running'}}");
            send(node, "table.patch", "tasks/t" + i, "{'fields':{'state':'done'}}");
            send(node, "question.answer", id, "{'value':'this'}");
            send(node, "notification.acknowledge", id, "{}");
        }
        Said.append(
                node,
                List.of(
                        Said.envelope("{'id':'e1','type':'trace-create','timestamp':'2026-11-21T07:00:00Z','body':{"
                                + "'id':'one','name':'a'}}"),
                        Said.envelope("{'id':'e2','type':'span-create','timestamp':'2026-11-21T07:00:00Z','body':{"
                                + "'id':'s','traceId':'one','name':'b'}}")));
    }

    /** Commands that cannot be decided without what is missing are refused, which is not the matter here. */
    private static void send(TestNode node, String command, String target, String body) {
        var by = command.startsWith("key") ? ROOT : command.startsWith("question.ask") ? DAEMON : JANE;
        Await.result(node.send(by, command, target, body).otherwiseEmpty());
    }

    private static List<RecordedEvent> events(TestNode node) {
        return Await.result(node.log().read(0, 1_000, EventFilter.ALL)).events();
    }

    private static Map<String, List<Long>> problems(TestNode node) {
        Map<String, List<Long>> found = new TreeMap<>();
        for (ProjectionFollower each : node.projections().all()) {
            List<FoldProblem> problems = Await.result(FoldProblems.of(node.database(), "main", each.name(), 0, 1_000));
            if (!problems.isEmpty()) {
                found.put(
                        each.name(),
                        problems.stream().map(FoldProblem::position).toList());
            }
        }
        return found;
    }

    private static Map<String, String> tables(TestNode node) {
        Map<String, String> rows = new TreeMap<>();
        for (String table :
                List.of("keys_folded", "questions_folded", "notifications_folded", "roadmap_folded", "rows_folded")) {
            rows.put(
                    table,
                    texts(
                            node,
                            "SELECT resource || version || '/' || position || '/' || incomplete AS t FROM " + table));
        }
        rows.put("question", texts(node, "SELECT resource AS t FROM questions_folded"));
        rows.put("traces", texts(node, "SELECT id || incomplete || observations AS t FROM traces"));
        rows.put("observations", texts(node, "SELECT id || name AS t FROM observations"));
        return rows;
    }

    private static String texts(TestNode node, String sql) {
        List<Row> rows = Await.result(node.database().read(transaction -> transaction.query(sql)));
        return rows.stream().map(row -> row.text("t")).sorted().toList().toString();
    }

    /** A projection that throws on some events, before its transaction or within. */
    private record Throwing(Projection of, Consumer<RecordedEvent> fault, boolean within) implements Projection {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public List<String> tables() {
            return of.tables();
        }

        @Override
        public List<String> definition() {
            return of.definition();
        }

        @Override
        public @Nullable TableView view() {
            return of.view();
        }

        @Override
        public List<String> eventTypes() {
            return of.eventTypes();
        }

        @Override
        public boolean preparesLong(List<RecordedEvent> events) {
            return of.preparesLong(events);
        }

        @Override
        public Future<?> setAside(
                RecordedEvent event,
                dev.signalbox.hub.projection.Tables tables,
                dev.signalbox.hub.database.Transaction transaction) {
            return of.setAside(event, tables, transaction);
        }

        @Override
        public Work prepare(List<RecordedEvent> events) {
            if (!within) events.forEach(fault);
            Work work = of.prepare(events);
            if (!within) return work;
            return (tables, transaction) -> {
                Future<?> done = work.on(tables, transaction);
                events.forEach(fault);
                return done;
            };
        }
    }
}
