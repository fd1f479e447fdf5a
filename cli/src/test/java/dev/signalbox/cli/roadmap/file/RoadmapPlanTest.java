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
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoadmapPlanTest {
    private static final Instant THEN = Instant.parse("2026-11-21T08:00:00Z");

    @Property(tries = 500)
    void the_sequence_of_the_file_becomes_that_of_its_items_and_a_second_plan_is_empty(
            @ForAll @Size(max = 12) @UniqueElements List<@IntRange(max = 15) Integer> present,
            @ForAll @Size(max = 12) @UniqueElements List<@IntRange(max = 15) Integer> wanted) {
        List<RoadmapItem> items = items(present);
        List<Entry> entries = wanted.stream().map(RoadmapPlanTest::entry).toList();

        List<RoadmapItem> after = applied(items, new RoadmapPlan(items, file(entries), false));

        List<String> keys = wanted.stream().map(number -> "K" + number).toList();
        assertThat(after.stream().map(RoadmapItem::key).filter(keys::contains)).containsExactlyElementsOf(keys);
        assertThat(after).extracting(RoadmapItem::order).doesNotHaveDuplicates();
        assertThat(after)
                .extracting(RoadmapItem::key)
                .containsAll(items.stream().map(RoadmapItem::key).toList());
        assertThat(new RoadmapPlan(after, file(entries), false).changes()).isEmpty();
    }

    @Test
    void one_item_that_went_elsewhere_is_one_move() {
        List<RoadmapItem> items = items(List.of(1, 2, 3, 4, 5));
        List<Entry> entries =
                IntStream.of(5, 1, 2, 3, 4).mapToObj(RoadmapPlanTest::entry).toList();

        RoadmapPlan plan = new RoadmapPlan(items, file(entries), false);

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

        RoadmapPlan plan = new RoadmapPlan(items, file(List.of(entry(2), entry(3), changed)), false);

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

        assertThat(new RoadmapPlan(items, file(List.of(silent)), false).changes())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PRIORITY 1 | ## PRIORITY 1
            PRIORITY 1 | ## priority 1
            PRIORITY 1 | ## **PRIORITY 1**
            PRIORITY 1 | ## ✅ PRIORITY 1
            PRIORITY 1 | ## PRIORITY 1 (done)
            PRIORITY 1 | ## PRIORITY 1 (blocked by the bank)
            Now | ## Now
            Q3 2026 | ## Q3 2026
            v0.9 | ## v0.9
            Sweep the cellar | - [ ] Sweep the cellar
            """)
    void a_key_alone_gives_no_title(String key, String text) {
        RoadmapItem item = named(key, "A database");

        RoadmapPlan plan = new RoadmapPlan(List.of(item), RoadmapFile.parse(text + "\n"), true);

        assertThat(plan.changes())
                .flatExtracting(Change::fields)
                .extracting("field")
                .doesNotContain("title");
        assertThat(plan.changes()).extracting(Change::kind).doesNotContain(Change.Kind.ADDED, Change.Kind.REMOVED);
    }

    @Test
    void a_title_that_is_given_counts_even_if_it_is_the_key() {
        RoadmapItem item = named("PRIORITY 1", "A database");

        RoadmapPlan plan = new RoadmapPlan(List.of(item), RoadmapFile.parse("## PRIORITY 1: PRIORITY 1\n"), false);

        assertThat(plan.changes())
                .flatExtracting(Change::fields)
                .extracting("field")
                .contains("title");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PRIORITY 2.5 | ## 2.5
            PRIORITY 2.5 | ## 2.5 Rate limits
            PRIORITY 2.5 | ## #2.5: Rate limits
            PRIORITY 2.5 | ## v2.5
            PRIORITY 2.5 | ## Phase 2.5: Rate limits
            PRIORITY 7 | ## 7. Rate limits
            US-033 | ## 33: Rate limits
            """)
    void an_item_whose_number_is_a_new_item_of_the_file_is_kept(String key, String heading) {
        List<RoadmapItem> items =
                List.of(named("PRIORITY 1", "One"), named(key, "Rates"), named("PRIORITY 3", "Three"));
        String file = "## PRIORITY 1: One\n\n" + heading + "\n\n## PRIORITY 3: Three\n";

        RoadmapPlan plan = new RoadmapPlan(items, RoadmapFile.parse(file), true);

        assertThat(plan.changes()).extracting(Change::kind).doesNotContain(Change.Kind.REMOVED);
        assertThat(plan.kept()).singleElement().satisfies(kept -> {
            assertThat(kept.key()).isEqualTo(key);
            assertThat(kept.line()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Q3 2026 | ## Q4 2026: Later
            PRIORITY 2.5 | ## PRIORITY 2: It takes 2.6 days
            PRIORITY 3 | ## 2.3: Other
            """)
    void an_item_of_another_number_goes(String key, String heading) {
        RoadmapPlan plan = new RoadmapPlan(List.of(named(key, "Rates")), RoadmapFile.parse(heading + "\n"), true);

        assertThat(plan.changes()).extracting(Change::kind).contains(Change.Kind.REMOVED);
    }

    @Test
    void only_pruning_removes_what_the_file_does_not_have() {
        List<RoadmapItem> items = items(List.of(1, 2));

        assertThat(new RoadmapPlan(items, file(List.of(entry(1))), false).changes())
                .isEmpty();
        assertThat(new RoadmapPlan(items, file(List.of(entry(1))), true).commands())
                .singleElement()
                .satisfies(command -> {
                    assertThat(command.command()).isEqualTo("roadmap.remove");
                    assertThat(command.expectedVersion()).isEqualTo(7);
                });
    }

    /** Items of a plan, each written as people write it: some as it was exported, the others in any other form. */
    @Property(tries = 1_000)
    void an_item_that_stands_in_the_file_in_any_form_is_not_removed(
            @ForAll("written") @Size(min = 1, max = 4) List<String> forms,
            @ForAll("styles") Style style,
            @ForAll("names") List<String> names) {
        List<RoadmapItem> items = new ArrayList<>();
        StringBuilder file = new StringBuilder("## KEEP 1: read\n\n- [ ] KEEP 2: read\n\n");
        for (int i = 0; i < forms.size(); i++) {
            String key = names.get(0).formatted(i + 1);
            String title = names.get(1).formatted(new String[] {"one", "two", "three", "four"}[i]);
            items.add(named(key, title));
            file.append(forms.get(i).replace("KEY", key).replace("TITLE", title))
                    .append("\n\n");
        }

        RoadmapFile read = RoadmapFile.parse(file.toString(), style);
        RoadmapPlan plan = new RoadmapPlan(items, read, true);

        assertThat(plan.changes())
                .as(file + "" + read.remarks())
                .extracting(Change::kind)
                .doesNotContain(Change.Kind.REMOVED);
        assertThat(plan.kept()).allMatch(kept -> kept.line() > 0);
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Combinators.combine(
                        Arbitraries.of("P%d", "PRIORITY %d", "US-03%d", "#1%d", "docs %d", "Ü %d.x", "Größe_%d"),
                        Arbitraries.of(
                                "Phase %s",
                                "A %s: b", "`code` %s", "R&D %s", "Straße %s", "*%s* things", "数据库 %s", "%s~~"))
                .as((key, title) -> List.of(key, title));
    }

    @Provide
    Arbitrary<Style> styles() {
        return Arbitraries.of(Style.H2, Style.H2, Style.TASKS);
    }

    @Provide
    Arbitrary<List<String>> written() {
        Arbitrary<String> form = Arbitraries.of(
                "### KEY: TITLE",
                "#### KEY",
                "# TITLE",
                "- [ ] KEY: TITLE",
                "- [x] **KEY** TITLE",
                "* KEY — TITLE",
                "1. TITLE",
                "**KEY: TITLE**",
                "__KEY__",
                "<h2>KEY</h2>",
                "<h2>TITLE</h2>",
                "<details><summary>KEY</summary>\nx\n</details>",
                "| KEY | TITLE | planned |",
                "| key | title |\n|---|---|\n| KEY | TITLE |",
                "KEY: TITLE\n----------",
                "KEY\nTITLE\n===",
                "> ## KEY: TITLE",
                "```\n## KEY: TITLE\n```",
                "<!-- KEY -->",
                "    ## KEY: TITLE",
                "text about (KEY), see there",
                "\\## KEY: TITLE",
                "##KEY: TITLE",
                "## KEY",
                "## ~~KEY~~ TITLE",
                "[KEY](https://example.org/x): y",
                "[^1]: KEY");
        Arbitrary<UnaryOperator<String>> wording = Arbitraries.of(
                text -> text,
                text -> text.toUpperCase(Locale.ROOT).replace("&AMP;", "&amp;"),
                text -> text.toLowerCase(Locale.ROOT).replace("key", "KEY").replace("title", "TITLE"),
                text -> text.replace("KEY", "**KEY**").replace("TITLE", "*TITLE*"),
                text -> text.replace("KEY", "<b>KEY</b>"),
                text -> text.replace("KEY: TITLE", "KEY – TITLE"));
        return Combinators.combine(form, wording)
                .as((text, word) -> word.apply(text))
                .list();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            P2 | p2
            P2 | P&#50;
            P2 | P<b>2</b>
            PRIORITY 2 | Priority-2
            PRIORITY 2 | priority\u00a02
            PRIORITY 2 | PRIORITY２
            US-033 | us 033
            #12 | (12)
            Café | CAFE\u0301
            Größe | GRÖSSE
            R&D | R&amp;D
            read [the page](https://a.example) | Read the page
            read the page | **read** [the page](https://a.example)
            数据库 | 新数据库迁移
            🚀 | go 🚀
            """)
    void words_are_found_in_another_form(String words, String written) {
        assertThat(new Mentions(List.of("", "x", written + " y")).lineOf(words)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"P2, P20", "P2, P2.1", "2, 1.2", "Two, Twofold", "P2, AP2", "one two, one or two"})
    void words_are_found_whole(String words, String written) {
        assertThat(new Mentions(List.of(written)).lineOf(words)).isZero();
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

    private static RoadmapItem named(String key, String title) {
        String id = Ids.next();
        String order = RoadmapOrder.between(null, null, id);
        return new RoadmapItem(
                id,
                key,
                title,
                Status.PLANNED,
                order,
                null,
                List.of(),
                null,
                null,
                THEN,
                "jane",
                THEN,
                "jane",
                7,
                null);
    }

    private static RoadmapFile file(List<Entry> entries) {
        return RoadmapFile.parse(RoadmapFile.write(entries));
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
                7,
                null);
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
                item.version(),
                null);
    }
}
