package dev.signalbox.hub.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixFile;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.Retention;
import dev.signalbox.hub.trace.job.EndingTraces;
import dev.signalbox.hub.trace.job.ErasureSweep;
import dev.signalbox.hub.trace.job.Repricing;
import dev.signalbox.hub.trace.query.Analytics;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Explanation;
import dev.signalbox.hub.trace.query.Money;
import dev.signalbox.hub.trace.query.Observations;
import dev.signalbox.hub.trace.query.Sessions;
import dev.signalbox.hub.trace.query.TraceFilter;
import dev.signalbox.hub.trace.query.TraceProblems;
import dev.signalbox.hub.trace.query.Traces;
import dev.signalbox.hub.trace.table.TracesProjection;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Figure;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Score;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceProblem;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of traces with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class TracesContract {
    private static final String CLASSIC = "js-langfuse-3.39.2/01-ingestion-one-batch.json";
    private static final String OTLP = "js-langfuse-otel-5.11.1/01-otlp-json.json";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private Traces traces;
    private Observations observations;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        traces = new Traces(node.database());
        observations = new Observations(node.database());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void a_captured_batch_becomes_one_trace_though_its_updates_stand_before_its_creates() {
        Said.append(node, Said.classic(CLASSIC));

        Trace trace = trace("trace-v3-1");
        assertThat(trace.name()).isEqualTo("agent-run");
        assertThat(trace.timestamp()).isEqualTo("2025-01-01T00:00:00Z");
        assertThat(trace.environment()).isEqualTo("staging");
        assertThat(trace.userId()).isEqualTo("user-1");
        assertThat(trace.sessionId()).isEqualTo("sess-1");
        assertThat(trace.tags()).containsExactly("agent", "ci", "late");
        assertThat(trace.input()).hasToString("{\"task\":\"fix bug\"}");
        assertThat(trace.output()).hasToString("{\"result\":\"done\"}");
        assertThat(trace.observations()).isEqualTo(4);
        assertThat(trace.errors()).isEqualTo(1);
        assertThat(trace.cost()).isEqualByComparingTo("0.10081");
        assertThat(trace.scores()).extracting(Score::name).containsExactlyInAnyOrder("quality", "verdict", "ok");
        Observation generation = observation("trace-v3-1", "gen-1");
        assertThat(generation.startTime()).isEqualTo("2025-01-01T00:00:00.020Z");
        assertThat(generation.startDerived()).isFalse();
        assertThat(generation.environment()).isEqualTo("staging");
        assertThat(generation.parentId()).isEqualTo("span-1");
        assertThat(generation.model()).isEqualTo("gpt-4o");
        assertThat(generation.timeToFirstTokenMicros()).isEqualTo(100_000);
        assertThat(generation.costBy()).isEqualTo("given");
        assertThat(generation.cost()).isEqualByComparingTo("0.00081");
        assertThat(generation.usage().path("cache_read_input_tokens").asInt()).isEqualTo(5);
        assertThat(generation.output().path("content").asText()).isEqualTo("hello");
    }

    @Test
    void a_captured_export_becomes_a_tree_though_the_root_comes_last() {
        Said.append(node, Said.spans(OTLP));

        Trace trace = trace("f1b4af26fb0662985d6aaaafc4d8f8c5");
        assertThat(trace.name()).isEqualTo("agent-run");
        assertThat(trace.isPublic()).isTrue();
        assertThat(trace.tags()).containsExactly("agent", "ci");
        assertThat(trace.startTime()).isEqualTo("2026-11-21T06:08:09.645Z");
        List<Observation> tree = tree(trace.id());
        assertThat(tree).hasSize(6);
        assertThat(tree.get(0).name()).isEqualTo("agent-run");
        assertThat(tree.get(0).root()).isTrue();
        assertThat(tree.get(0).children()).isEqualTo(5);
        assertThat(tree).filteredOn(Observation::root).hasSize(1);
        assertThat(tree)
                .extracting(Observation::type)
                .containsExactlyInAnyOrder("AGENT", "TOOL", "GENERATION", "GENERATION", "EVENT", "EMBEDDING");
        assertThat(tree.get(0).endTime()).isEqualTo("2026-11-21T06:08:09.650865Z");
    }

    @Test
    void any_order_with_repeats_and_a_rebuild_give_the_same_tables() {
        List<NewEvent> said = new ArrayList<>(Said.classic(CLASSIC));
        said.addAll(Said.spans(OTLP));
        Said.append(node, said);
        List<String> inOrder = dump();
        long seed = System.nanoTime();
        for (int round = 0; round < 5; round++) {
            List<NewEvent> shuffled = new ArrayList<>();
            String prefix = "round" + round + "-";
            for (NewEvent event : said) shuffled.add(renamed(event, prefix));
            shuffled.addAll(shuffled.subList(0, shuffled.size() / 2));
            Collections.shuffle(shuffled, new Random(seed + round));
            Said.append(node, shuffled);

            assertThat(dump(prefix)).as("seed " + (seed + round)).isEqualTo(inOrder);
        }

        List<String> before = dump("");
        Await.result(
                node.projections().named(TracesProjection.NAME).orElseThrow().rebuild());
        assertThat(dump("")).isEqualTo(before);
    }

    @Test
    void a_deleted_trace_is_gone_from_the_tables_and_from_the_log_but_its_place_stays() {
        Said.append(node, Said.classic(CLASSIC));
        Said.append(node, Said.spans(OTLP));
        long before = node.types().size();

        Await.result(node.send(TestNode.ROOT, "trace.delete", "", "{'traceId':'trace-v3-1'}"));
        node.caughtUp(TracesProjection.NAME);

        assertThat(Await.result(traces.byId("trace-v3-1"))).isEmpty();
        assertThat(Await.result(observations.byId("trace-v3-1", "gen-1"))).isEmpty();
        assertThat(tree("f1b4af26fb0662985d6aaaafc4d8f8c5")).hasSize(6);
        List<RecordedEvent> log =
                Await.result(node.log().read(0, 5_000, EventFilter.ALL)).events();
        assertThat(log).hasSize((int) before + 1);
        assertThat(log).filteredOn(RecordedEvent::isErased).hasSize(13);
        assertThat(log).filteredOn(RecordedEvent::isErased).allSatisfy(event -> assertThat(text(event))
                .doesNotContain("fix bug")
                .matches("\\{\"erased\":\"[0-9a-f]{64}\"}"));

        Await.result(
                node.projections().named(TracesProjection.NAME).orElseThrow().rebuild());
        assertThat(Await.result(traces.byId("trace-v3-1"))).isEmpty();
    }

    @Test
    void many_deletions_at_once_share_the_clearing_of_the_files() {
        Said.append(node, Said.classic(CLASSIC));
        ErasureSweep forgetting = new ErasureSweep(node.projections(), node.tail(), node.database());
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            long position = Await.result(node.send(TestNode.ROOT, "trace.delete", "", "{'traceId':'trace-v3-1'}"))
                    .receipt()
                    .position();
            all.add(forgetting.upTo(position));
        }

        all.forEach(Await::result);
        Await.result(forgetting.upTo(1));
        assertThat(Await.result(traces.byId("trace-v3-1"))).isEmpty();
    }

    @Test
    void what_comes_after_a_deletion_is_new() {
        Said.append(node, Said.classic(CLASSIC));
        Await.result(node.send(TestNode.ROOT, "trace.delete", "", "{'traceId':'trace-v3-1'}"));

        Said.append(
                node,
                List.of(Said.envelope("{'id':'again','type':'trace-create','timestamp':'2026-11-21T07:00:00Z',"
                        + "'body':{'id':'trace-v3-1','name':'again'}}")));

        assertThat(trace("trace-v3-1").name()).isEqualTo("again");
        assertThat(trace("trace-v3-1").observations()).isZero();
    }

    @Test
    void a_deleted_score_is_gone_and_the_others_stay() {
        Said.append(node, Said.classic(CLASSIC));

        Await.result(node.send(TestNode.ROOT, "trace.delete-score", "", "{'id':'score-1','traceId':'trace-v3-1'}"));
        node.caughtUp(TracesProjection.NAME);

        assertThat(trace("trace-v3-1").scores()).extracting(Score::id).containsExactlyInAnyOrder("score-2", "score-3");
        List<RecordedEvent> log =
                Await.result(node.log().read(0, 5_000, EventFilter.ALL)).events();
        assertThat(log).filteredOn(RecordedEvent::isErased).hasSize(1);
    }

    @Test
    void costs_follow_the_prices_and_an_unknown_model_costs_nothing_known() {
        Said.append(node, List.of(generation("t", "a", "house-model", 1_000_000, 500_000)));
        assertThat(observation("t", "a").cost()).isNull();
        assertThat(trace("t").cost()).isNull();
        assertThat(trace("t").unpriced()).isEqualTo(1);
        TraceProblems problems = new TraceProblems(node.database());
        assertThat(Await.result(problems.standing(null, 10)))
                .extracting(TraceProblem::kind, TraceProblem::model)
                .contains(org.assertj.core.groups.Tuple.tuple("unknown_model", "house-model"));
        Repricing repricing = new Repricing(node.database(), node.projections());

        setPrice("{'model':'house-model','prices':{'input':'2','output':'10'}}");
        assertThat(Await.result(repricing.run())).isEqualTo(1);
        assertThat(observation("t", "a").cost()).isEqualByComparingTo("7");
        assertThat(trace("t").cost()).isEqualByComparingTo("7");
        assertThat(trace("t").unpriced()).isZero();

        Said.append(node, List.of(generation("t", "b", "house-model", 1_000_000, 0)));
        assertThat(trace("t").cost()).isEqualByComparingTo("9");

        setPrice("{'model':'house-model','prices':{'input':'1','output':'1'}}");
        Await.result(repricing.run());
        assertThat(trace("t").cost()).isEqualByComparingTo("2.5");
        assertThat(Await.result(repricing.run())).as("nothing is left to do").isZero();

        Await.result(node.send(TestNode.ROOT, "price.remove", "", "{'model':'house-model'}"));
        Await.result(repricing.run());
        assertThat(trace("t").cost()).isNull();
    }

    @Test
    void a_given_cost_wins_over_every_price() {
        Said.append(node, Said.classic(CLASSIC));
        setPrice("{'model':'gpt-4o','prices':{'input':'1000','output':'1000'}}");

        Await.result(new Repricing(node.database(), node.projections()).run());

        assertThat(observation("trace-v3-1", "gen-1").cost()).isEqualByComparingTo("0.00081");
    }

    @Test
    void a_wide_tree_is_read_page_by_page_and_orphans_stand_at_the_top() {
        List<NewEvent> said = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            String parent = i == 0 ? "" : "'parentObservationId':'" + (i % 7 == 0 ? "nobody" : "o0") + "',";
            said.add(Said.envelope(
                    "{'id':'w" + i + "','type':'span-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'o"
                            + i + "','traceId':'wide'," + parent + "'startTime':'2026-11-21T06:00:0" + (i % 10)
                            + ".00000" + (i % 9)
                            + "Z'}}"));
        }
        Said.append(node, said);

        List<Observation> all = tree("wide");
        assertThat(all).hasSize(1_200).extracting(Observation::id).doesNotHaveDuplicates();
        assertThat(all).isSortedAccordingTo((a, b) -> a.startTime().compareTo(b.startTime()));
        long orphans = all.stream().filter(o -> "nobody".equals(o.parentId())).count();
        Page<Observation> top = Await.result(observations.page("wide", Observations.ROOT, 500, null));
        assertThat(top.items()).hasSize((int) orphans + 1).allMatch(Observation::root);
        assertThat(Await.result(observations.page("wide", "o0", 500, null)).nextCursor())
                .isNotNull();
        assertThat(all).filteredOn(o -> o.id().equals("o0")).singleElement().satisfies(o -> assertThat(o.children())
                .isEqualTo(1_200 - 1 - orphans));
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .filteredOn(problem -> problem.kind().equals("dangling_parent"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.count()).isEqualTo(orphans));
    }

    @Test
    void a_trace_whose_root_never_comes_is_called_like_its_topmost_step() {
        Said.append(
                node,
                List.of(
                        step("1", "9", "agent.run", 5, "'input.value':'what','output.value':'seven'"),
                        step("2", "1", "inner", 6, "'input.value':'no'"),
                        step("3", "8", "later", 7, "'input.value':'no'")));

        Trace trace = trace(TRACE);
        assertThat(trace.name()).isEqualTo("agent.run");
        assertThat(trace.input()).hasToString("\"what\"");
        assertThat(trace.output()).hasToString("\"seven\"");
        assertThat(ids(filter("name", "agent.run"))).containsExactly(TRACE);
        assertThat(Await.result(traces.text(TRACE, true))).contains("\"seven\"");

        assertThat(Await.result(new Explanation(node.database(), node.log()).origins(TRACE, null, "input")))
                .hasValueSatisfying(
                        origins -> assertThat(origins).singleElement().satisfies(origin -> assertThat(origin.phase())
                                .isEqualTo("guess")));

        Said.append(node, List.of(step("9", null, "the root", 1, "'input.value':'all'")));
        assertThat(trace(TRACE).name()).isEqualTo("the root");
        assertThat(trace(TRACE).input()).hasToString("\"all\"");
        assertThat(trace(TRACE).output()).isNull();
        assertThat(ids(filter("name", "agent.run"))).isEmpty();
    }

    @Test
    void a_trace_that_is_only_called_by_its_steps_has_the_words_of_the_topmost() {
        Said.append(
                node, List.of(step("1", "9", "agent.run", 5, "'input.value':'what','langfuse.trace.name':'my trace'")));

        assertThat(trace(TRACE).name()).isEqualTo("my trace");
        assertThat(trace(TRACE).input()).hasToString("\"what\"");
    }

    @Test
    void a_trace_of_which_only_a_name_is_said_takes_no_words_of_others() {
        Said.append(
                node,
                List.of(
                        Said.envelope("{'id':'n1','type':'trace-create','timestamp':'2026-11-21T07:00:00Z',"
                                + "'body':{'id':'named','name':'mine'}}"),
                        Said.envelope("{'id':'n2','type':'span-create','timestamp':'2026-11-21T07:00:00Z',"
                                + "'body':{'id':'o','traceId':'named','name':'step','input':'no'}}"),
                        Said.envelope("{'id':'n3','type':'span-create','timestamp':'2026-11-21T07:00:00Z',"
                                + "'body':{'id':'o','traceId':'silent','name':'step','input':'yes'}}")));

        assertThat(trace("named").name()).isEqualTo("mine");
        assertThat(trace("named").input()).isNull();
        assertThat(trace("silent").name()).isEqualTo("step");
        assertThat(trace("silent").input()).hasToString("\"yes\"");
    }

    @Test
    void parents_in_a_ring_stand_at_the_top_whatever_comes_first() {
        List<NewEvent> said = List.of(
                step("1", "2", "one", 1, "'input.value':'first'"),
                step("2", "3", "two", 2, ""),
                step("3", "1", "three", 3, ""),
                step("4", "3", "below", 4, ""),
                step("5", "5", "itself", 5, ""));
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        for (int round = 0; round < 4; round++) {
            Collections.shuffle(order, new Random(round));
            List<NewEvent> renamed = new ArrayList<>();
            String id = TRACE.substring(0, 31) + round;
            for (int each : order) renamed.add(Said.ofTrace(said.get(each), id));
            Said.append(node, renamed);

            List<Observation> top = Await.result(observations.page(id, Observations.ROOT, 100, null))
                    .items();
            assertThat(top).extracting(Observation::name).containsExactly("one", "two", "three", "itself");
            assertThat(top).allSatisfy(step -> assertThat(step.parentId()).isNull());
            assertThat(Await.result(observations.page(id, spanId("3"), 100, null))
                            .items())
                    .extracting(Observation::name)
                    .containsExactly("below");
            assertThat(trace(id).name()).isEqualTo("one");
            assertThat(trace(id).input()).hasToString("\"first\"");
        }
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .filteredOn(problem -> problem.kind().equals("parents_in_a_ring"))
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem.count()).isEqualTo(4));

        List<String> before = dump("");
        Await.result(
                node.projections().named(TracesProjection.NAME).orElseThrow().rebuild());
        assertThat(dump("")).isEqualTo(before);
    }

    @Test
    void a_ring_that_is_opened_by_another_parent_is_a_tree_again() {
        String span = "{'id':'%s','type':'span-%s','timestamp':'2026-11-21T07:00:0%sZ','body':{'id':'%s','traceId':'r',"
                + "'parentObservationId':'%s'}}";
        Said.append(
                node,
                List.of(
                        Said.envelope(span.formatted("r1", "create", 1, "a", "b")),
                        Said.envelope(span.formatted("r2", "create", 2, "b", "a"))));
        assertThat(tree("r")).allMatch(Observation::root);

        Said.append(node, List.of(Said.envelope(span.formatted("r3", "update", 3, "a", "elsewhere"))));

        assertThat(observation("r", "b").parentId()).isEqualTo("a");
        assertThat(observation("r", "a").parentId()).isEqualTo("elsewhere");
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .extracting(TraceProblem::kind)
                .containsExactly("dangling_parent");
    }

    @Test
    void a_first_token_behind_the_end_makes_no_figure_whoever_told_of_which() {
        String envelope = "{'id':'%s','type':'generation-%s','timestamp':'2026-11-21T08:00:00Z','body':{"
                + "'id':'g','traceId':'late',%s}}";
        Said.append(
                node,
                List.of(
                        Said.envelope(envelope.formatted(
                                "l1",
                                "create",
                                "'startTime':'2026-11-21T08:00:00Z','completionStartTime':'2026-11-21T08:00:09Z'")),
                        Said.envelope(envelope.formatted("l2", "update", "'endTime':'2026-11-21T08:00:02Z'"))));

        Observation shown = observation("late", "g");
        assertThat(shown.completionStartTime()).isEqualTo("2026-11-21T08:00:09Z");
        assertThat(shown.durationMicros()).isEqualTo(2_000_000);
        assertThat(shown.timeToFirstTokenMicros()).isNull();
    }

    @Test
    void impossible_times_are_kept_as_given_and_make_no_figure() {
        Said.append(
                node,
                List.of(Said.envelope(
                        "{'id':'i1','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{"
                                + "'id':'g','traceId':'i','startTime':'2026-11-21T08:00:00Z','endTime':'2026-11-21T07:00:00Z',"
                                + "'completionStartTime':'2026-11-21T09:00:00+02:00'}}")));

        Observation shown = observation("i", "g");
        assertThat(shown.startTime()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(shown.endTime()).isEqualTo("2026-11-21T07:00:00Z");
        assertThat(shown.completionStartTime()).isEqualTo("2026-11-21T07:00:00Z");
        assertThat(shown.durationMicros()).isNull();
        assertThat(shown.timeToFirstTokenMicros()).isNull();
        assertThat(trace("i").durationMicros()).isZero();
        Figure latency = Await.result(new Analytics(node.database())
                        .figures(
                                Analytics.Measure.LATENCY,
                                new Analytics.Grouping(Analytics.By.NONE, Analytics.Interval.NONE, null),
                                new Conditions()))
                .stream()
                .findFirst()
                .orElse(null);
        assertThat(latency).isNull();
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo("impossible_times");
                    assertThat(problem.traceId()).isEqualTo("i");
                });
        assertThat(Await.result(new TraceProblems(node.database()).standing("i", 10)))
                .hasSize(1);
        assertThat(Await.result(new TraceProblems(node.database()).standing("other", 10)))
                .isEmpty();
    }

    @Test
    void a_start_that_nobody_gave_is_not_after_the_end() {
        Said.append(
                node,
                List.of(Said.envelope(
                        "{'id':'d1','type':'generation-update','timestamp':'2026-11-21T07:00:05Z','body':{"
                                + "'id':'g','traceId':'d','endTime':'2026-11-21T07:00:00Z'}}")));

        assertThat(observation("d", "g").startTime()).isEqualTo("2026-11-21T07:00:00Z");
        assertThat(observation("d", "g").durationMicros()).isZero();
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .isEmpty();
    }

    @Test
    void usage_that_a_price_says_nothing_of_is_told_as_that() {
        String call = "{'id':'%s','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'%s',"
                + "'traceId':'u','model':'gpt-4o','usage':%s}}";
        Said.append(
                node,
                List.of(
                        Said.envelope(call.formatted("u1", "a", "{'input':10,'output':5,'unit':'CHARACTERS'}")),
                        Said.envelope(call.formatted("u2", "b", "{'total':15}")),
                        Said.envelope(call.formatted("u3", "c", "{'total':0}"))));

        assertThat(observation("u", "a").totalTokens()).isZero();
        assertThat(observation("u", "a").usage()).hasToString("{\"characters_input\":10,\"characters_output\":5}");
        assertThat(trace("u").totalTokens()).isEqualTo(15);
        assertThat(trace("u").unpriced()).isEqualTo(2);
        assertThat(Await.result(new TraceProblems(node.database()).standing(null, 10)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.kind()).isEqualTo("unpriced_usage");
                    assertThat(problem.detail()).contains("gpt-4o", "says nothing of");
                });
    }

    @Test
    void a_step_of_time_never_begins_after_what_is_in_it() {
        Said.append(
                node,
                List.of(
                        Said.span("{'traceId':'" + TRACE + "','spanId':'" + spanId("1") + "','name':'of 1970',"
                                + "'startTimeUnixNano':'1795248060','endTimeUnixNano':'1795248061'}"),
                        step("2", "1", "of 2025", 1, "")));

        List<Figure> weeks = Await.result(new Analytics(node.database())
                .figures(
                        Analytics.Measure.VOLUME,
                        new Analytics.Grouping(Analytics.By.NONE, Analytics.Interval.WEEK, null),
                        new Conditions()));

        assertThat(weeks)
                .extracting(Figure::time)
                .containsExactly(Instant.parse("1969-12-29T00:00:00Z"), Instant.parse("2024-12-30T00:00:00Z"));
    }

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private static String spanId(String number) {
        return "b7ad6b716920333" + number;
    }

    /** @param parent null for a root */
    private static NewEvent step(String number, @Nullable String parent, String name, int second, String attributes) {
        String named = parent == null ? "" : "'parentSpanId':'" + spanId(parent) + "',";
        return Said.span("{'traceId':'" + TRACE + "','spanId':'" + spanId(number) + "'," + named + "'name':'" + name
                + "','startTimeUnixNano':'173568960" + second + "000000000','endTimeUnixNano':'1735689610000000000',"
                + "'attributes':{" + attributes + "}}");
    }

    @Test
    void lists_are_filtered_and_paged() {
        Said.append(node, Said.classic(CLASSIC));
        Said.append(node, Said.spans(OTLP));
        List<NewEvent> more = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            more.add(Said.envelope("{'id':'m" + i
                    + "','type':'trace-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'m"
                    + i + "','timestamp':'2026-11-20T0" + (i % 4) + ":00:00Z','name':'many','environment':'prod',"
                    + "'input':'it is 100%_sure " + i + "'}}"));
        }
        Said.append(node, more);

        assertThat(ids(filter("name", "many"))).hasSize(30);
        assertThat(ids(filter("environment", "staging"))).hasSize(2);
        assertThat(ids(filter("userId", "user-1"))).hasSize(2);
        assertThat(ids(filter("tag", "late"))).containsExactly("trace-v3-1");
        assertThat(ids(filter("model", "gpt-4o"))).hasSize(2);
        assertThat(ids(filter("level", "ERROR"))).hasSize(2);
        assertThat(ids(filter("text", "FIX bug"))).hasSize(2);
        assertThat(ids(filter("text", "tool-warning"))).containsExactly("trace-v3-1");
        assertThat(ids(filter("text", "100%_sure 7"))).containsExactly("m7");
        assertThat(ids(filter("text", "1000_sure"))).isEmpty();
        assertThat(ids(filter("minCost", "0.01"))).containsExactly("trace-v3-1");
        assertThat(ids(filter("maxCost", "0.01"))).containsExactly("f1b4af26fb0662985d6aaaafc4d8f8c5");
        assertThat(ids(filter("maxDuration", "1s"))).containsExactly("f1b4af26fb0662985d6aaaafc4d8f8c5");
        assertThat(ids(filter("from", "2026-11-20T03:00:00Z"))).hasSize(8);
        assertThat(ids(filter("to", "2026-01-01T00:00:00Z"))).containsExactly("trace-v3-1");
    }

    @Test
    void sessions_are_what_their_traces_say() {
        Said.append(node, Said.classic(CLASSIC));
        Said.append(node, Said.spans(OTLP));

        var page = Await.result(new Sessions(node.database()).page(filter("environment", "staging"), 10, null));

        assertThat(page.items()).singleElement().satisfies(session -> {
            assertThat(session.id()).isEqualTo("sess-1");
            assertThat(session.traces()).isEqualTo(2);
            assertThat(session.observations()).isEqualTo(10);
            assertThat(session.firstAt()).isEqualTo("2025-01-01T00:00:00Z");
        });
        assertThat(Await.result(new Sessions(node.database()).byId("nobody"))).isEmpty();
    }

    @Test
    void the_largest_groups_are_those_of_the_whole_time_in_every_step_of_it() {
        List<NewEvent> said = new ArrayList<>();
        // b is larger than c over both days, though not on the second; the group without a model is the largest.
        String[] models = {"a", "b", "b", "b", null, null, null, null, "b", "c", "c", null, null};
        for (int i = 0; i < models.length; i++) {
            String day = i < 8 ? "2026-11-20" : "2026-11-21";
            said.add(Said.envelope("{'id':'l" + i
                    + "','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'l" + i
                    + "','traceId':'largest'," + (models[i] == null ? "" : "'model':'" + models[i] + "',")
                    + "'level':'ERROR','usageDetails':{'input':5},'costDetails':{'total':0.01},'startTime':'" + day
                    + "T06:00:00Z','completionStartTime':'" + day + "T06:00:01Z','endTime':'" + day + "T06:00:02Z'}}"));
        }
        Said.append(node, said);
        Analytics analytics = new Analytics(node.database());
        Conditions all = new Conditions();

        for (Analytics.Measure measure : Analytics.Measure.values()) {
            List<Figure> two = Await.result(analytics.figures(
                    measure, new Analytics.Grouping(Analytics.By.MODEL, Analytics.Interval.DAY, 2), all));
            assertThat(two).as(measure.name()).extracting(Figure::key).containsExactly(null, "b", null, "b");
        }
        Figure slowest = Await.result(analytics.figures(
                        Analytics.Measure.LATENCY,
                        new Analytics.Grouping(Analytics.By.MODEL, Analytics.Interval.NONE, 1),
                        all))
                .get(0);
        assertThat(slowest.count()).isEqualTo(6);
        assertThat(slowest.firstTokenP50Micros()).isEqualTo(1_000_000);
    }

    @Test
    void figures_are_those_of_a_plain_loop() {
        Random random = new Random(7);
        List<NewEvent> said = new ArrayList<>();
        long[] durations = new long[99];
        for (int i = 0; i < 99; i++) {
            durations[i] = 1L + random.nextInt(5_000);
            said.add(Said.envelope("{'id':'f" + i
                    + "','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{"
                    + "'id':'f" + i + "','traceId':'figures','model':'" + (i % 3 == 0 ? "a" : "b") + "','level':'"
                    + (i % 10 == 0 ? "ERROR" : "DEFAULT") + "','usageDetails':{'input':" + i
                    + ",'output':2},'costDetails':{"
                    + "'total':0.01},'startTime':'2026-11-2" + (i % 2) + "T06:00:00Z','endTime':'"
                    + Instant.parse("2026-11-2" + (i % 2) + "T06:00:00Z").plusMillis(durations[i]) + "'}}"));
        }
        Said.append(node, said);
        java.util.Arrays.sort(durations);
        Analytics analytics = new Analytics(node.database());
        Conditions all = new Conditions();

        List<Figure> cost = figures(analytics, Analytics.Measure.COST, Analytics.By.MODEL, all);
        assertThat(cost).extracting(Figure::key).containsExactly("b", "a");
        assertThat(cost.get(0).cost()).isEqualByComparingTo("0.66");
        assertThat(cost.get(1).count()).isEqualTo(33);
        Figure latency = figures(analytics, Analytics.Measure.LATENCY, Analytics.By.NONE, all)
                .get(0);
        assertThat(latency.p50Micros()).isEqualTo(durations[49] * 1000);
        assertThat(latency.p90Micros()).isEqualTo(durations[89] * 1000);
        assertThat(latency.p99Micros()).isEqualTo(durations[98] * 1000);
        Figure tokens = figures(analytics, Analytics.Measure.TOKENS, Analytics.By.NONE, all)
                .get(0);
        assertThat(tokens.inputTokens()).isEqualTo(99L * 98 / 2);
        assertThat(tokens.outputTokens()).isEqualTo(198);
        Figure errors = figures(analytics, Analytics.Measure.ERRORS, Analytics.By.NONE, all)
                .get(0);
        assertThat(errors.errors()).isEqualTo(10);
        List<Figure> days = figures(analytics, Analytics.Measure.VOLUME, Analytics.By.NONE, Analytics.Interval.DAY);
        assertThat(days)
                .extracting(Figure::time)
                .containsExactly(Instant.parse("2026-11-20T00:00:00Z"), Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(days).extracting(Figure::count).containsExactly(50L, 49L);
        assertThat(figures(analytics, Analytics.Measure.VOLUME, Analytics.By.TRACE, Analytics.Interval.WEEK))
                .singleElement()
                .satisfies(week -> assertThat(week.time()).isEqualTo("2026-11-16T00:00:00Z"));
    }

    @Test
    void an_explanation_names_the_event_that_set_a_field() {
        Said.append(node, Said.classic(CLASSIC));
        Explanation explanation = new Explanation(node.database(), node.log());

        var output = Await.result(explanation.origins("trace-v3-1", "gen-1", "output"))
                .orElseThrow();

        assertThat(output).singleElement().satisfies(origin -> {
            assertThat(origin.phase()).isEqualTo("update");
            assertThat(origin.eventId()).isEqualTo("envelope:938d618a-4e73-4c13-b6de-d7602e259ab1");
            assertThat(origin.position()).isPositive();
            assertThat(origin.actor()).isEqualTo("daemon");
        });
        assertThat(Await.result(explanation.origins("trace-v3-1", null, "tags")).orElseThrow())
                .hasSize(3);
        assertThat(Await.result(explanation.origins("nobody", null, null))).isEmpty();
    }

    @Test
    void a_large_text_is_named_and_fetched_by_itself() {
        String large = "x".repeat(Limits.TRACE_TEXT_CHARS_SHOWN);
        Said.append(
                node,
                List.of(Said.envelope("{'id':'l','type':'trace-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':"
                        + "'large one','input':'" + large + "','output':'small'}}")));

        Trace trace = trace("large one");

        assertThat(trace.input()).isNull();
        assertThat(trace.output().asText()).isEqualTo("small");
        assertThat(trace.large()).singleElement().satisfies(text -> {
            assertThat(text.field()).isEqualTo("input");
            assertThat(text.chars()).isEqualTo(large.length() + 2);
            assertThat(text.href()).isEqualTo("/v1/traces/large%20one/input");
        });
        assertThat(Await.result(traces.text("large one", false))).contains("\"" + large + "\"");
    }

    @Test
    void the_longest_ids_of_the_widest_characters_fit_into_every_index() {
        String wide = "\uD83D\uDE80".repeat(400);
        StringBuilder random = new StringBuilder();
        new Random(3).ints(800, 0x4E00, 0x9FA5).forEach(character -> random.append((char) character));
        for (String id : List.of(wide, random.toString())) {
            Said.append(
                    node,
                    List.of(
                            Said.envelope("{'id':'w-" + id.hashCode() + "','type':'generation-create','timestamp':"
                                    + "'2026-11-21T07:00:00Z','body':{'id':'" + id + "','traceId':'" + id
                                    + "','name':'wide','model':'" + id
                                    + "','usageDetails':{'input':1}}}"),
                            Said.envelope("{'id':'t-" + id.hashCode() + "','type':'trace-create',"
                                    + "'timestamp':'2026-11-21T07:00:00Z','body':{'id':'" + id + "','userId':'" + id
                                    + "','sessionId':'" + id
                                    + "'}}")));
        }

        Page<Trace> page = Await.result(traces.page(new Conditions(), 10, null));
        assertThat(page.items()).hasSize(2).allSatisfy(trace -> {
            assertThat(trace.sessionId()).isNotEmpty();
            assertThat(tree(trace.id())).singleElement().satisfies(each -> assertThat(each.model())
                    .isNotEmpty());
        });
    }

    @Test
    void retention_takes_what_nothing_has_come_for() {
        node.matrix().replace(MatrixFile.parse("traceRetention: {staging: 1h, '*': 3h}", "signalbox.yaml"));
        Said.append(node, Said.classic(CLASSIC));
        Said.append(
                node,
                List.of(Said.envelope("{'id':'p','type':'trace-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':"
                        + "'prod','environment':'prod'}}")));
        Retention retention = retention(node.commands());

        clock.advance(Duration.ofMinutes(59));
        assertThat(Await.result(retention.endWhatIsOver())).isZero();
        clock.advance(Duration.ofMinutes(2));
        assertThat(Await.result(retention.endWhatIsOver())).isEqualTo(1);
        node.caughtUp(TracesProjection.NAME);
        assertThat(Await.result(traces.byId("trace-v3-1"))).isEmpty();
        assertThat(trace("prod").environment()).isEqualTo("prod");
        clock.advance(Duration.ofHours(2));
        assertThat(Await.result(retention.endWhatIsOver())).isEqualTo(1);
        assertThat(node.types())
                .filteredOn(type -> type.equals(EventTypes.TRACE_ERASED))
                .hasSize(2);
        node.matrix().replace(OwnershipMatrix.shipped());
        clock.advance(Duration.ofDays(4_000));
        assertThat(Await.result(retention.endWhatIsOver())).isZero();
    }

    @Test
    void of_two_nodes_that_end_a_trace_together_one_writes_and_what_comes_again_ends_again() {
        node.matrix().replace(MatrixFile.parse("traceRetention: {'*': 3h}", "signalbox.yaml"));
        for (int round = 1; round <= 2; round++) {
            for (int i = 0; i < 30; i++) {
                String said =
                        "{'id':'%d-%d','type':'trace-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'t%2$d'}}";
                Said.append(node, List.of(Said.envelope(said.formatted(round, i))));
            }
            clock.advance(Duration.ofHours(4));
            node.caughtUp(TracesProjection.NAME);

            Await.result(
                    Future.join(untilDone(retention(node.commands())), untilDone(retention(node.commandsOf(clock)))));

            assertThat(node.types()).filteredOn(EventTypes.TRACE_ERASED::equals).hasSize(30 * round);
            node.caughtUp(TracesProjection.NAME);
            assertThat(Await.result(traces.page(new Conditions(), 10, null)).items())
                    .isEmpty();
        }
    }

    /** As the job does it: while the tables are behind what it has just written, it comes again. */
    private Future<Integer> untilDone(Retention retention) {
        return retention
                .endWhatIsOver()
                .recover(failure ->
                        failure instanceof Refused refused && refused.problem().is(ProblemCode.PROJECTION_LAGGING)
                                ? untilDone(retention)
                                : Future.failedFuture(failure));
    }

    private Retention retention(CommandHandler commands) {
        ClockWatch watch = node.watch(clock);
        Await.result(watch.allow());
        return new Retention(
                new EndingTraces(node.matrix(), traces), node.projections(), commands, clock, watch, node.vertx());
    }

    TestNode node() {
        return node;
    }

    private Trace trace(String id) {
        return Await.result(traces.byId(id)).orElseThrow();
    }

    private Observation observation(String traceId, String id) {
        return Await.result(observations.byId(traceId, id)).orElseThrow();
    }

    private List<Observation> tree(String traceId) {
        List<Observation> all = new ArrayList<>();
        String cursor = null;
        do {
            Page<Observation> page = Await.result(observations.page(traceId, null, 500, cursor));
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return all;
    }

    private List<String> ids(Conditions filter) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            Page<Trace> page = Await.result(traces.page(filter, 4, cursor));
            page.items().forEach(trace -> ids.add(trace.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    private static Conditions filter(String name, String value) {
        io.vertx.core.MultiMap query =
                io.vertx.core.MultiMap.caseInsensitiveMultiMap().add(name, value);
        return TraceFilter.PARAMETERS.conditions(
                new dev.signalbox.hub.http.route.Query(TraceFilter.PARAMETERS.names(), query));
    }

    private static List<Figure> figures(
            Analytics analytics, Analytics.Measure measure, Analytics.By by, Conditions filter) {
        Analytics.Grouping grouping = new Analytics.Grouping(by, Analytics.Interval.NONE, null);
        return Await.result(analytics.figures(measure, grouping, filter));
    }

    private static List<Figure> figures(
            Analytics analytics, Analytics.Measure measure, Analytics.By by, Analytics.Interval interval) {
        Conditions all = new Conditions();
        return Await.result(analytics.figures(measure, new Analytics.Grouping(by, interval, null), all));
    }

    private void setPrice(String json) {
        Await.result(node.send(TestNode.ROOT, "price.set", "", json));
        node.caughtUp(TracesProjection.NAME);
    }

    private static NewEvent generation(String traceId, String id, String model, long input, long output) {
        return Said.envelope(
                "{'id':'g-" + id + "','type':'generation-create','timestamp':'2026-11-21T07:00:00Z','body':{'id':'"
                        + id + "','traceId':'" + traceId + "','model':'" + model + "','usageDetails':{'input':" + input
                        + ",'output':"
                        + output + "}}}");
    }

    /** The same about other things: every id gets a prefix, whose length is the same in all rounds. */
    private static NewEvent renamed(NewEvent event, String prefix) {
        String json = new String(event.data(), StandardCharsets.UTF_8)
                .replace("\"trace-v3-1\"", "\"" + prefix + "trace-v3-1\"")
                .replace("\"f1b4af26fb0662985d6aaaafc4d8f8c5\"", "\"" + prefix + "f1b4af26fb0662985d6aaaafc4d8f8c5\"")
                .replaceAll("\"id\":\"(score-\\d)\"", "\"id\":\"" + prefix + "$1\"")
                .replaceAll("\\{\"id\":\"([0-9a-f-]{36})\"", "{\"id\":\"" + prefix + "$1\"");
        return event.type().equals(EventTypes.TRACE_SPAN_RECEIVED) ? Said.span(json) : Said.envelope(json);
    }

    private List<String> dump() {
        return dump("", "trace-v3-1", "f1b4af26fb0662985d6aaaafc4d8f8c5");
    }

    private List<String> dump(String prefix) {
        return prefix.isEmpty()
                ? dump("", "%")
                : dump(prefix, prefix + "trace-v3-1", prefix + "f1b4af26fb0662985d6aaaafc4d8f8c5");
    }

    /** Every column that does not say when something arrived. */
    private List<String> dump(String prefix, String... traceIds) {
        List<String> rows = new ArrayList<>();
        for (String id : traceIds) {
            rows.addAll(rows(
                    prefix,
                    "SELECT id, at, given_at, name, user_id, session_id, environment, release, version, is_public, tags,"
                            + " observations, errors, warnings, running, started_at, ended_at, input_tokens, output_tokens,"
                            + " total_tokens, cost, unpriced FROM traces WHERE id LIKE $1 ORDER BY id",
                    id));
            rows.addAll(rows(prefix, "SELECT id, input, output FROM trace_details WHERE id LIKE $1 ORDER BY id", id));
            rows.addAll(rows(
                    prefix,
                    "SELECT trace_id, id, type, name, parent_id, app_root, started_at, derived_start, ended_at, first_token_at,"
                            + " level, status, model, environment, version, prompt_name, prompt_version, usage, input_tokens,"
                            + " output_tokens, total_tokens, price_key, cost, cost_details FROM observations"
                            + " WHERE trace_id LIKE $1 ORDER BY trace_id, id",
                    id));
            rows.addAll(rows(
                    prefix,
                    "SELECT trace_id, id, input, output FROM observation_details WHERE trace_id LIKE $1"
                            + " ORDER BY trace_id, id",
                    id));
            rows.addAll(rows(
                    prefix,
                    "SELECT id, trace_id, observation_id, name, data_type, value, text_value, comment, environment, at"
                            + " FROM trace_scores WHERE trace_id LIKE $1 ORDER BY id",
                    id));
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private List<String> rows(String prefix, String sql, String id) {
        List<String> columns = List.of(sql.substring(7, sql.indexOf(" FROM")).split(", *"));
        return Await.result(node.database().read(transaction -> transaction.query(sql, id))).stream()
                .map(row -> String.join(
                        " | ",
                        columns.stream()
                                .map(column -> value(row, column.strip()))
                                .toList()))
                .map(line -> prefix.isEmpty() ? line : line.replace(prefix, ""))
                .toList();
    }

    private static String value(Row row, String column) {
        try {
            return String.valueOf(row.textOrNull(column));
        } catch (ClassCastException number) {
            return String.valueOf(row.bigintOrNull(column));
        }
    }

    private static String text(RecordedEvent event) {
        return new String(event.data(), StandardCharsets.UTF_8);
    }

    /** What a table keeps of a cost that nobody knows is not zero. */
    @Test
    void money_keeps_its_digits() {
        assertThat(Money.ofNanos(null)).isNull();
        assertThat(Money.ofNanos(1L)).isEqualByComparingTo(new BigDecimal("0.000000001"));
        assertThat(Money.ofNanos(10_000_000_000L)).hasToString("10");
        assertThat(Money.ofNanos(0L)).hasToString("0");
    }
}
