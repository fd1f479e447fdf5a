package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.TestNode.DAEMON;
import static dev.signalbox.hub.TestNode.JANE;
import static dev.signalbox.hub.TestNode.ROOT;
import static dev.signalbox.hub.TestNode.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.WrappedLog;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roadmap with a real store: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class RoadmapContract {
    private static final List<Status> STATUSES = List.of(Status.values());

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestNode node;
    private Roadmap roadmap;
    private RoadmapHistory history;

    abstract TestNode open(Path folder, TestClock clock);

    @BeforeEach
    void open() {
        node = open(folder, clock);
        roadmap = new Roadmap(node.database());
        history = new RoadmapHistory(node.log(), node.database());
    }

    @AfterEach
    void close() {
        node.close();
    }

    /** Their streams are read at the same time, by threads of a store; whatever those are at, the page is whole. */
    @Test
    void the_items_of_a_moment_come_onto_its_page_when_all_have_been_read() {
        add("A");
        add("B");
        node.caughtUp("roadmap");
        HeldLog held = new HeldLog(node.log());
        ItemsBehind page = new ItemsBehind(null, 500, null);
        long position = Await.result(node.log().head()).position();

        Future<Page<RoadmapItem>> read = new RoadmapHistory(held, node.database()).at(position, page);
        Eventually.until("both are asked for", () -> held.asked.size() == 2);
        held.letGo(0);
        int before = page.size();
        held.letGo(1);

        assertThat(Await.result(read).items()).extracting(RoadmapItem::key).containsExactly("A", "B");
        assertThat(before).isZero();
    }

    /** Answers what a stream holds when the test says so. */
    private static final class HeldLog extends WrappedLog {
        private final List<Promise<List<RecordedEvent>>> asked = new CopyOnWriteArrayList<>();
        private final List<String> streams = new CopyOnWriteArrayList<>();

        HeldLog(EventLog real) {
            super(real);
        }

        @Override
        public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
            Promise<List<RecordedEvent>> held = Promise.promise();
            streams.add(stream);
            asked.add(held);
            return held.future();
        }

        void letGo(int index) {
            asked.get(index).complete(Await.result(real.readStream(streams.get(index), 0, 500)));
        }
    }

    @Test
    void the_table_equals_what_the_events_say_and_every_moment_can_be_read_again() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 12; i++) add("K" + i);

        for (int i = 0; i < 120; i++) {
            List<RoadmapItem> present = all();
            RoadmapItem item = present.get(random.nextInt(present.size()));
            RoadmapItem other = present.get(random.nextInt(present.size()));
            String version = String.valueOf(item.version());
            Future<Outcome> sent =
                    switch (random.nextInt(7)) {
                        case 0 -> send(JANE, "roadmap.add", "", null, "{'key':'N" + i + "','title':'n','to':'top'}");
                        case 1 -> send(JANE, "roadmap.update", item.key(), version, anyUpdate(random, i));
                        case 2 -> send(JANE, "roadmap.move", item.key(), null, "{'after':'" + other.key() + "'}");
                        case 3 -> send(JANE, "roadmap.move", item.id(), null, "{'before':'" + other.id() + "'}");
                        case 4 ->
                            present.size() < 5
                                    ? send(JANE, "roadmap.move", item.id(), null, "{'to':'bottom'}")
                                    : send(ROOT, "roadmap.remove", item.key(), version, "{'reason':'r'}");
                        default ->
                            send(
                                    DAEMON,
                                    "roadmap.set-status",
                                    item.key(),
                                    null,
                                    "{'status':'"
                                            + STATUSES.get(random.nextInt(STATUSES.size()))
                                                    .word() + "','comment':'c" + i + "'}");
                    };
            Await.result(sent.otherwiseEmpty());
            clock.advance(Duration.ofSeconds(1));
            moments.add(new Moment(Await.result(node.log().head()).position(), clock.instant(), all()));
        }

        RoadmapStreams streams = new RoadmapStreams(node.log());
        for (RoadmapItem item : all()) {
            assertThat(Await.result(streams.item(item.id())).present())
                    .as("seed %d", seed)
                    .isEqualTo(item);
        }
        for (Moment moment : moments) {
            assertThat(at(moment.position())).as("seed %d", seed).isEqualTo(moment.items());
            long found = Await.result(history.positionAt(moment.time().minusNanos(1_000)));
            assertThat(at(found)).as("seed %d", seed).isEqualTo(moment.items());
        }
    }

    private record Moment(long position, Instant time, List<RoadmapItem> items) {}

    private static String anyUpdate(Random random, int i) {
        return switch (random.nextInt(4)) {
            case 0 -> "{'title':'title " + i + "','description':'line\\n\\n" + i + "'}";
            case 1 -> "{'key':'R" + i + "','links':['https://a.example/" + i + "','https://b.example']}";
            case 2 -> "{'estimate':'" + i + " days'}";
            default -> "{'estimate':'','description':'','links':[]}";
        };
    }

    @Nested
    class Keys {
        @Test
        void of_many_that_add_one_key_at_once_one_gets_it_and_the_others_see_whose_it_is() {
            CommandHandler otherNode = node.commandsOf(clock);
            List<Future<Outcome>> racing = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                CommandHandler handler = i % 2 == 0 ? node.commands() : otherNode;
                racing.add(handler.handle(
                        commandOf(Ids.next(), "roadmap.add", "", null, "{'key':'PRIORITY 3','title':'t" + i + "'}"),
                        new Caller(JANE, "http", null)));
            }
            racing.forEach(each -> Await.result(each.otherwiseEmpty()));

            List<Future<Outcome>> won =
                    racing.stream().filter(Future::succeeded).toList();
            assertThat(won).hasSize(1);
            assertThat(racing.stream().filter(Future::failed)).allSatisfy(lost -> {
                Problem problem = problem(lost);
                assertThat(problem.code()).isEqualTo(ProblemCode.VERSION_CONFLICT.word());
                assertThat(problem.current().path("resource").path("id").textValue())
                        .isEqualTo(itemOf(won.get(0)).id());
            });
            assertThat(all()).hasSize(1);
        }

        @Test
        void a_key_in_other_letters_is_the_same_key() {
            add("PRIORITY 3");

            assertThat(problem(send(JANE, "roadmap.add", "", null, "{'key':'Priority 3','title':'t'}"))
                            .code())
                    .isEqualTo(ProblemCode.VERSION_CONFLICT.word());
            assertThat(byKey("priority 3").key()).isEqualTo("PRIORITY 3");
        }

        @Test
        void a_renamed_item_keeps_its_history_and_frees_its_key() {
            RoadmapItem item = add("PRIORITY 3");

            RoadmapItem renamed = change("roadmap.update", item, "{'key':'PRIORITY 4'}");
            RoadmapItem next = add("PRIORITY 3");

            assertThat(renamed.id()).isEqualTo(item.id());
            assertThat(byKey("PRIORITY 4")).isEqualTo(renamed);
            assertThat(byKey("PRIORITY 3")).isEqualTo(next);
            assertThat(steps("PRIORITY 4"))
                    .extracting(RoadmapChange::type)
                    .containsExactly(EventTypes.ROADMAP_UPDATED, EventTypes.ROADMAP_ADDED);
        }

        @Test
        void other_letters_rename_without_giving_the_key_back() {
            RoadmapItem item = add("PRIORITY 3");

            change("roadmap.update", item, "{'key':'Priority 3'}");

            assertThat(byKey("PRIORITY 3").key()).isEqualTo("Priority 3");
            assertThat(problem(send(JANE, "roadmap.add", "", null, "{'key':'PRIORITY 3','title':'t'}"))
                            .code())
                    .isEqualTo(ProblemCode.VERSION_CONFLICT.word());
        }

        @Test
        void of_two_items_that_are_renamed_to_one_key_at_once_one_gets_it() {
            RoadmapItem one = add("A");
            RoadmapItem two = add("B");

            Future<Outcome> first = send(JANE, "roadmap.update", one.id(), "1", "{'key':'C'}");
            Future<Outcome> second = send(JANE, "roadmap.update", two.id(), "1", "{'key':'C'}");
            Await.result(first.otherwiseEmpty());
            Await.result(second.otherwiseEmpty());

            assertThat(List.of(first.succeeded(), second.succeeded())).containsExactlyInAnyOrder(true, false);
            assertThat(all())
                    .extracting(RoadmapItem::key)
                    .contains("C")
                    .hasSize(2)
                    .doesNotHaveDuplicates();
        }

        @Test
        void what_was_removed_frees_its_key_and_is_found_by_it_until_somebody_takes_it() {
            RoadmapItem item = add("PRIORITY 3");
            change("roadmap.remove", item, "{'reason':'twice'}");

            assertThat(all()).isEmpty();
            assertThat(steps("PRIORITY 3")).first().satisfies(step -> {
                assertThat(step.type()).isEqualTo(EventTypes.ROADMAP_REMOVED);
                assertThat(step.comment()).isEqualTo("twice");
            });
            RoadmapItem next = add("PRIORITY 3");
            assertThat(next.id()).isNotEqualTo(item.id());
            assertThat(steps("PRIORITY 3")).hasSize(1);
            assertThat(steps(item.id())).hasSize(2);
        }

        @Test
        void a_repeated_command_gets_its_first_answer_wherever_its_key_leads_now() {
            RoadmapItem item = add("A");
            String id = Ids.next();
            RoadmapItem first = itemOf(send(id, DAEMON, "roadmap.set-status", "A", null, "{'status':'done'}"));
            change("roadmap.update", first, "{'key':'B'}");

            RoadmapItem noLonger = itemOf(send(id, DAEMON, "roadmap.set-status", "A", null, "{'status':'done'}"));
            add("A");
            RoadmapItem another = itemOf(send(id, DAEMON, "roadmap.set-status", "A", null, "{'status':'done'}"));

            assertThat(noLonger).isEqualTo(first);
            assertThat(another).isEqualTo(first);
            assertThat(item.id()).isEqualTo(first.id());
            assertThat(byKey("A").status()).isEqualTo(Status.PLANNED);
        }

        @Test
        void a_repeated_add_or_remove_gets_its_first_answer() {
            String added = Ids.next();
            RoadmapItem item = itemOf(send(added, JANE, "roadmap.add", "", null, "{'key':'A','title':'t'}"));
            assertThat(itemOf(send(added, JANE, "roadmap.add", "", null, "{'key':'A','title':'t'}")))
                    .isEqualTo(item);

            String removed = Ids.next();
            RoadmapItem last = itemOf(send(removed, JANE, "roadmap.remove", "A", "1", "{}"));

            assertThat(itemOf(send(removed, JANE, "roadmap.remove", "A", "1", "{}")))
                    .isEqualTo(last);
            assertThat(itemOf(send(added, JANE, "roadmap.add", "", null, "{'key':'A','title':'t'}")))
                    .isEqualTo(item);
            assertThat(all()).isEmpty();
        }
    }

    @Nested
    class Versions {
        @Test
        void an_update_or_removal_needs_the_version_that_was_read() {
            RoadmapItem item = add("A");

            for (String command : List.of("roadmap.update", "roadmap.remove")) {
                Problem problem = problem(
                        send(JANE, command, item.id(), null, command.endsWith("remove") ? "{}" : "{'title':'x'}"));
                assertThat(problem.code()).isEqualTo(ProblemCode.INVALID.word());
                assertThat(problem.errors().get(0).pointer()).isEqualTo("/expectedVersion");
            }
            assertThat(byKey("A")).isEqualTo(item);
        }

        @Test
        void a_user_who_is_overtaken_by_a_daemon_sees_both_sides_and_who_wrote_them() {
            RoadmapItem item = add("A");
            Await.result(send(DAEMON, "roadmap.set-status", "A", null, "{'status':'blocked','comment':'no key'}"));

            Problem problem = problem(send(JANE, "roadmap.update", "A", "1", "{'title':'Mine'}"));

            assertThat(problem.code()).isEqualTo(ProblemCode.VERSION_CONFLICT.word());
            assertThat(problem.current().path("version").longValue()).isEqualTo(2);
            assertThat(problem.current().path("resource").path("updatedBy").textValue())
                    .isEqualTo("daemon");
            assertThat(problem.current().path("changes")).hasSize(1);
            assertThat(problem.current().path("changes").path(0).path("by").textValue())
                    .isEqualTo("daemon");
            assertThat(problem.wanted().path("by").textValue()).isEqualTo("jane");
            assertThat(problem.wanted().path("body").path("title").textValue()).isEqualTo("Mine");
            assertThat(byKey("A").title()).isEqualTo(item.title());
        }

        @Test
        void a_status_is_judged_by_its_version_only_when_it_names_one() {
            add("A");
            Await.result(send(JANE, "roadmap.update", "A", "1", "{'title':'Mine'}"));

            assertThat(problem(send(DAEMON, "roadmap.set-status", "A", "1", "{'status':'done'}"))
                            .code())
                    .isEqualTo(ProblemCode.VERSION_CONFLICT.word());
            assertThat(itemOf(send(DAEMON, "roadmap.set-status", "A", null, "{'status':'done'}"))
                            .status())
                    .isEqualTo(Status.DONE);
        }

        @Test
        void of_two_edits_of_one_version_one_wins() {
            RoadmapItem item = add("A");

            Future<Outcome> one = send(JANE, "roadmap.update", item.id(), "1", "{'title':'one'}");
            Future<Outcome> two = send(ROOT, "roadmap.update", item.id(), "1", "{'title':'two'}");
            Await.result(one.otherwiseEmpty());
            Await.result(two.otherwiseEmpty());

            assertThat(List.of(one.succeeded(), two.succeeded())).containsExactlyInAnyOrder(true, false);
            assertThat(problem(one.failed() ? one : two).wanted()).isNotNull();
        }

        @Test
        void a_daemon_sets_the_status_and_nothing_else() {
            add("A");
            for (String command : List.of("roadmap.add", "roadmap.update", "roadmap.move", "roadmap.remove")) {
                assertThat(problem(send(DAEMON, command, "A", "1", "{}")).code())
                        .as(command)
                        .isEqualTo(ProblemCode.FORBIDDEN.word());
            }

            Await.result(send(DAEMON, "roadmap.set-status", "A", null, "{'status':'in_progress'}"));

            assertThat(byKey("A").updatedBy()).isEqualTo("daemon");
        }
    }

    @Nested
    class Order {
        @Test
        void new_items_go_to_the_bottom_or_where_they_are_put() {
            add("A");
            add("B");
            Await.result(send(JANE, "roadmap.add", "", null, "{'key':'T','title':'t','to':'top'}"));
            Await.result(send(JANE, "roadmap.add", "", null, "{'key':'M','title':'t','before':'B'}"));
            Await.result(send(JANE, "roadmap.add", "", null, "{'key':'N','title':'t','after':'T'}"));

            assertThat(keys()).containsExactly("T", "N", "A", "M", "B");
        }

        @Test
        void a_move_touches_one_item_only() {
            for (String key : List.of("A", "B", "C", "D")) add(key);
            List<RoadmapItem> before = all();

            move("D", "{'before':'B'}");
            move("A", "{'to':'bottom'}");

            assertThat(keys()).containsExactly("D", "B", "C", "A");
            assertThat(all().stream().filter(before::contains))
                    .extracting(RoadmapItem::key)
                    .containsExactly("B", "C");
        }

        @Test
        void an_item_that_stands_there_already_is_not_moved() {
            for (String key : List.of("A", "B", "C")) add(key);
            List<RoadmapItem> before = all();

            move("B", "{'after':'A'}");
            move("B", "{'before':'C'}");
            move("A", "{'to':'top'}");
            move("C", "{'to':'bottom'}");

            assertThat(all()).isEqualTo(before);
        }

        @Test
        void moves_at_the_same_moment_all_count_and_everybody_reads_one_sequence() {
            for (int i = 0; i < 8; i++) add("K" + i);

            List<Future<Outcome>> racing = new ArrayList<>();
            for (int i = 2; i < 8; i++) racing.add(send(JANE, "roadmap.move", "K" + i, null, "{'after':'K0'}"));
            racing.forEach(Await::result);

            assertThat(keys()).startsWith("K0").endsWith("K1").hasSize(8);
            assertThat(all()).extracting(RoadmapItem::order).isSorted().doesNotHaveDuplicates();
            long now = Await.result(node.log().head()).position();
            assertThat(at(now)).isEqualTo(all());
        }

        @Test
        void a_neighbour_that_is_not_there_is_named_in_the_refusal() {
            RoadmapItem item = add("A");

            for (String wish : List.of("{'before':'B'}", "{'before':'A'}")) {
                Problem problem = problem(send(JANE, "roadmap.move", item.id(), null, wish));
                assertThat(problem.code()).isEqualTo(ProblemCode.INVALID.word());
                assertThat(problem.errors().get(0).pointer()).isEqualTo("/before");
            }
        }

        @Test
        void items_with_one_order_are_read_by_their_ids_and_another_goes_behind_them() {
            String order = "500000000011111111";
            for (String key : List.of("A", "B")) {
                Await.result(send(
                        JANE, "roadmap.add", "", null, "{'key':'" + key + "','title':'t','order':'" + order + "'}"));
            }
            add("C");
            List<String> tied = keys().subList(0, 2);

            move("C", "{'after':'" + tied.get(0) + "'}");

            assertThat(keys()).isEqualTo(List.of(tied.get(0), tied.get(1), "C"));
            assertThat(all())
                    .extracting(RoadmapItem::id)
                    .startsWith(all().get(0).id(), all().get(1).id());
            assertThat(all().get(0).id()).isLessThan(all().get(1).id());
        }

        @Test
        void pages_follow_the_order_also_of_a_moment_in_the_past() {
            for (int i = 0; i < 7; i++) add("K" + i);
            long then = Await.result(node.log().head()).position();
            move("K6", "{'to':'top'}");
            Await.result(send(DAEMON, "roadmap.set-status", "K3", null, "{'status':'done'}"));

            node.caughtUp("roadmap");
            List<String> now = new ArrayList<>();
            List<String> past = new ArrayList<>();
            String cursor = null;
            do {
                Page<RoadmapItem> page = page(null, 3, cursor);
                page.items().forEach(item -> now.add(item.key()));
                cursor = page.nextCursor();
            } while (cursor != null);
            do {
                Page<RoadmapItem> page = Await.result(history.at(then, new ItemsBehind(Status.PLANNED, 3, cursor)));
                page.items().forEach(item -> past.add(item.key()));
                cursor = page.nextCursor();
            } while (cursor != null);

            assertThat(now).containsExactly("K6", "K0", "K1", "K2", "K3", "K4", "K5");
            assertThat(past).containsExactly("K0", "K1", "K2", "K3", "K4", "K5", "K6");
            assertThat(page(Status.DONE, 3, null).items())
                    .extracting(RoadmapItem::key)
                    .containsExactly("K3");
        }
    }

    @Nested
    class History {
        @Test
        void tells_who_changed_what_newest_first() {
            RoadmapItem item = add("A");
            Await.result(send(DAEMON, "roadmap.set-status", "A", null, "{'status':'blocked','comment':'no key'}"));
            change("roadmap.update", byKey("A"), "{'title':'New'}");
            add("B");

            List<RoadmapChange> ofItem = steps("A");
            Page<RoadmapChange> first = Await.result(history.page(null, 3, null));
            Page<RoadmapChange> second = Await.result(history.page(null, 3, first.nextCursor()));

            assertThat(ofItem).extracting(RoadmapChange::by).containsExactly("jane", "daemon", "jane");
            assertThat(ofItem.get(0).changes()).singleElement().satisfies(change -> {
                assertThat(change.field()).isEqualTo("title");
                assertThat(change.before().textValue()).isEqualTo(item.title());
                assertThat(change.after().textValue()).isEqualTo("New");
            });
            assertThat(ofItem.get(1).comment()).isEqualTo("no key");
            assertThat(ofItem.get(1).changes()).extracting("field").containsExactly("status", "comment");
            assertThat(first.items()).extracting(RoadmapChange::key).containsExactly("B", "A", "A");
            assertThat(second.items()).extracting(RoadmapChange::version).containsExactly(1L);
            assertThat(second.nextCursor()).isNull();
        }

        @Test
        void of_a_moment_is_read_some_items_at_a_time_and_holds_one_page() {
            int many = 2 * RoadmapHistory.ITEMS_AT_ONCE + 3;
            for (int i = 0; i < many; i++) add("K" + i);
            node.caughtUp("roadmap");
            long now = Await.result(node.log().head()).position();
            ItemsBehind page = new ItemsBehind(null, 5, null);

            assertThat(Await.result(history.at(now, page)).items()).isEqualTo(all().subList(0, 5));
            assertThat(page.size()).isEqualTo(6);
            assertThat(at(now)).hasSize(many).isEqualTo(all());
        }

        @Test
        void of_what_never_was_is_not_found() {
            node.caughtUp("roadmap");

            assertThat(Await.failure(history.page("A", 3, null))).hasMessageContaining("not_found");
            assertThat(Await.failure(history.page(Ids.next(), 3, null))).hasMessageContaining("not_found");
            assertThat(Await.result(history.page(null, 3, null)).items()).isEmpty();
            assertThat(at(0)).isEmpty();
        }
    }

    private List<RoadmapItem> at(long position) {
        return Await.result(history.at(position, new ItemsBehind(null, 500, null)))
                .items();
    }

    private RoadmapItem add(String key) {
        return itemOf(send(JANE, "roadmap.add", "", null, "{'key':'" + key + "','title':'title of " + key + "'}"));
    }

    private void move(String key, String where) {
        Await.result(send(JANE, "roadmap.move", key, null, where));
    }

    private RoadmapItem change(String command, RoadmapItem read, String json) {
        return itemOf(send(JANE, command, read.id(), String.valueOf(read.version()), json));
    }

    private Future<Outcome> send(Principal by, String command, String target, String version, String json) {
        return send(Ids.next(), by, command, target, version, json);
    }

    private Future<Outcome> send(String id, Principal by, String command, String target, String version, String json) {
        return node.commands().handle(commandOf(id, command, target, version, json), new Caller(by, "http", null));
    }

    private static Command commandOf(String id, String command, String target, String version, String json) {
        Command bare = TestNode.commandOf(id, command, target, json);
        Long expected = version == null ? null : Long.valueOf(version);
        return new Command(bare.id(), bare.command(), bare.target(), expected, null, bare.body());
    }

    private Page<RoadmapItem> page(Status status, int limit, String cursor) {
        Page<FoldedRow> page = Await.result(roadmap.page(status, null, limit, cursor));
        return new Page<>(
                page.items().stream().map(row -> row.as(RoadmapItem.class)).toList(), page.nextCursor());
    }

    private List<RoadmapItem> all() {
        node.caughtUp("roadmap");
        return page(null, 500, null).items();
    }

    private List<String> keys() {
        return all().stream().map(RoadmapItem::key).toList();
    }

    private RoadmapItem byKey(String key) {
        node.caughtUp("roadmap");
        return Await.result(roadmap.byReference(key)).orElseThrow().as(RoadmapItem.class);
    }

    private List<RoadmapChange> steps(String reference) {
        node.caughtUp("roadmap");
        return Await.result(history.page(reference, 50, null)).items();
    }

    private static RoadmapItem itemOf(Future<Outcome> sent) {
        return (RoadmapItem) Await.result(sent).resource();
    }
}
