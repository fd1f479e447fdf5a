package dev.signalbox.cli.roadmap.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Ids;
import dev.signalbox.wire.RoadmapOrder;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class RoadmapPlanTest {
    private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");

    @Property(tries = 500)
    void the_sequence_of_the_file_becomes_that_of_its_items_and_a_second_plan_is_empty(
            @ForAll @Size(max = 12) @UniqueElements List<@IntRange(max = 15) Integer> present,
            @ForAll @Size(max = 12) @UniqueElements List<@IntRange(max = 15) Integer> wanted) {
        List<RoadmapItem> items = items(present);
        List<Entry> entries = wanted.stream().map(RoadmapPlanTest::entry).toList();

        List<RoadmapItem> after = applied(items, new RoadmapPlan(items, entries, false));

        List<String> keys = wanted.stream().map(number -> "K" + number).toList();
        assertThat(after.stream().map(RoadmapItem::key).filter(keys::contains)).containsExactlyElementsOf(keys);
        assertThat(after).extracting(RoadmapItem::order).doesNotHaveDuplicates();
        assertThat(after)
                .extracting(RoadmapItem::key)
                .containsAll(items.stream().map(RoadmapItem::key).toList());
        assertThat(new RoadmapPlan(after, entries, false).changes()).isEmpty();
    }

    @Test
    void one_item_that_went_elsewhere_is_one_move() {
        List<RoadmapItem> items = items(List.of(1, 2, 3, 4, 5));
        List<Entry> entries =
                IntStream.of(5, 1, 2, 3, 4).mapToObj(RoadmapPlanTest::entry).toList();

        RoadmapPlan plan = new RoadmapPlan(items, entries, false);

        assertThat(plan.commands()).singleElement().satisfies(command -> {
            assertThat(command.command()).isEqualTo("roadmap.move");
            assertThat(command.target()).isEqualTo(items.get(4).id());
            assertThat(command.expectedVersion()).isEqualTo(7);
        });
        assertThat(plan.changes().get(0).place()).isEqualTo("at the top");
        assertThat(plan.unchanged()).isEqualTo(4);
    }

    @Test
    void each_command_for_an_item_expects_the_version_behind_the_one_before() {
        List<RoadmapItem> items = items(List.of(1, 2, 3));
        Entry changed = new Entry("K1", "New", Status.DONE, "1 d", List.of("https://a.example"), null, 1);

        RoadmapPlan plan = new RoadmapPlan(items, List.of(entry(2), entry(3), changed), false);

        assertThat(plan.commands())
                .extracting(Command::command)
                .containsExactly("roadmap.update", "roadmap.set-status", "roadmap.move");
        assertThat(plan.commands()).extracting(Command::expectedVersion).containsExactly(7L, 8L, 9L);
        assertThat(plan.commands().get(0).body().path("description").textValue())
                .isEmpty();
        assertThat(plan.changes().get(0).fields())
                .extracting("field")
                .containsExactly("title", "status", "estimate", "links", "description");
    }

    @Test
    void a_status_that_the_file_does_not_say_stays() {
        List<RoadmapItem> items = items(List.of(1));
        Entry silent = new Entry("k1", "T1", null, null, List.of(), "D1", 1);

        assertThat(new RoadmapPlan(items, List.of(silent), false).changes()).isEmpty();
    }

    @Test
    void only_pruning_removes_what_the_file_does_not_have() {
        List<RoadmapItem> items = items(List.of(1, 2));

        assertThat(new RoadmapPlan(items, List.of(entry(1)), false).changes()).isEmpty();
        assertThat(new RoadmapPlan(items, List.of(entry(1)), true).commands())
                .singleElement()
                .satisfies(command -> {
                    assertThat(command.command()).isEqualTo("roadmap.remove");
                    assertThat(command.expectedVersion()).isEqualTo(7);
                });
    }

    @Test
    void differences_between_two_moments_follow_an_item_through_a_new_key() {
        List<RoadmapItem> before = items(List.of(1, 2, 3));
        RoadmapItem first = before.get(0);
        List<RoadmapItem> after = List.of(with(first, "K9", first.order()), before.get(1));

        List<Change> changes = RoadmapDifference.between(before, after);

        assertThat(changes)
                .extracting(Change::kind)
                .containsExactlyInAnyOrder(Change.Kind.CHANGED, Change.Kind.REMOVED);
        assertThat(changes.get(0).key()).isEqualTo("K9");
        assertThat(changes.get(0).fields()).extracting("field").containsExactly("key");
        assertThat(RoadmapDifference.between(before, before)).isEmpty();
    }

    @Test
    void texts_are_compared_line_by_line_with_a_little_around() {
        String before = "a\nb\nc\nd\ne\nf\ng";
        String after = "a\nb\nc\nd\nE\nf\ng";

        assertThat(TextLines.difference(before, after, 1)).containsExactly("  …", "  d", "- e", "+ E", "  f", "  …");
        assertThat(TextLines.difference("", "x", 1)).containsExactly("+ x");
    }

    /** What the hub would make of the commands. */
    private static List<RoadmapItem> applied(List<RoadmapItem> items, RoadmapPlan plan) {
        List<RoadmapItem> after = new ArrayList<>(items);
        for (Command command : plan.commands()) {
            String order = command.body().path("order").textValue();
            if (command.command().equals("roadmap.add")) {
                int number =
                        Integer.parseInt(command.body().path("key").textValue().substring(1));
                after.add(item(command.id(), number, order));
            } else if (command.command().equals("roadmap.move")) {
                after.replaceAll(item -> item.id().equals(command.target()) ? with(item, item.key(), order) : item);
            }
        }
        after.sort(Comparator.comparing(RoadmapItem::order).thenComparing(RoadmapItem::id));
        return after;
    }

    private static List<RoadmapItem> items(List<Integer> numbers) {
        List<RoadmapItem> items = new ArrayList<>();
        String order = null;
        for (int number : numbers) {
            String id = Ids.next();
            order = RoadmapOrder.between(order, null, id);
            items.add(item(id, number, order));
        }
        return items;
    }

    private static Entry entry(int number) {
        return new Entry("K" + number, "T" + number, Status.PLANNED, null, List.of(), "D" + number, number);
    }

    private static RoadmapItem item(String id, int number, String order) {
        return new RoadmapItem(
                id,
                "K" + number,
                "T" + number,
                Status.PLANNED,
                order,
                "D" + number,
                List.of(),
                null,
                null,
                THEN,
                "jane",
                THEN,
                "jane",
                7);
    }

    private static RoadmapItem with(RoadmapItem item, String key, String order) {
        return new RoadmapItem(
                item.id(),
                key,
                item.title(),
                item.status(),
                order,
                item.description(),
                item.links(),
                item.estimate(),
                item.comment(),
                item.createdAt(),
                item.createdBy(),
                item.updatedAt(),
                item.updatedBy(),
                item.version());
    }
}
