package dev.signalbox.cli.roadmap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RoadmapFileTest {
    private static final Path REAL = Path.of("src/test/resources/roadmap/ROADMAP.md");

    @Test
    void a_file_as_people_keep_it_is_read() throws Exception {
        RoadmapFile file = RoadmapFile.parse(Files.readString(REAL));

        assertThat(file.entries())
                .extracting(Entry::key)
                .containsExactly("PRIORITY 1", "PRIORITY 2", "PRIORITY 2.5", "US-033", "PRIORITY 10", "Docs");
        assertThat(file.entries())
                .extracting(Entry::status)
                .containsExactly(
                        Status.DONE, Status.IN_PROGRESS, Status.PLANNED, Status.BLOCKED, null, Status.CANCELLED);
        assertThat(file.entries())
                .extracting(Entry::estimate)
                .containsExactly("1-2 weeks", "3 days", null, "unknown, ask Joe", null, null);
        Entry second = file.entries().get(1);
        assertThat(second.title()).isEqualTo("Daemon asks before it spends ⚡");
        assertThat(second.links()).containsExactly("https://example.org/issues/2", "https://example.org/design");
        assertThat(second.description())
                .startsWith("**Impact**: ⭐⭐⭐\n")
                .contains("~~~bash\n# a comment, no heading\n")
                .endsWith("~~~");
        assertThat(file.entries().get(2).title()).isEqualTo("Rate limits: per role, per minute");
        assertThat(file.entries().get(2).description()).endsWith("    ## four spaces make code");
    }

    @Test
    void headings_and_fields_in_code_are_text() throws Exception {
        Entry first = RoadmapFile.parse(Files.readString(REAL)).entries().get(0);

        assertThat(first.description())
                .contains("```markdown\n## This heading is an example and no item\n**Status**: neither is this\n```")
                .contains("### Success criteria");
    }

    @Test
    void what_is_not_taken_over_is_said_with_its_line_and_nothing_of_an_item_is_lost() throws Exception {
        RoadmapFile file = RoadmapFile.parse(Files.readString(REAL));

        assertThat(file.remarks())
                .anySatisfy(remark -> assertThat(remark).contains("line 8", "## Legend"))
                .anySatisfy(remark -> assertThat(remark).contains("## Ideas: not decided"))
                .anySatisfy(remark -> assertThat(remark).contains("🤷 unclear"));
        assertThat(file.entries().get(0).description()).startsWith("**Status**: ✅ Complete (2026-10-09)\n**Impact**");
        assertThat(file.entries().get(4).description()).isEqualTo("**Status**: 🤷 unclear");
    }

    @Test
    void what_was_written_is_read_again() throws Exception {
        List<Entry> entries = RoadmapFile.parse(Files.readString(REAL)).entries().stream()
                .map(entry -> withStatus(entry, entry.status() == null ? Status.PLANNED : entry.status()))
                .toList();

        String written = RoadmapFile.write(entries);

        assertThat(withoutLines(RoadmapFile.parse(written).entries())).isEqualTo(withoutLines(entries));
        assertThat(RoadmapFile.write(RoadmapFile.parse(written).entries())).isEqualTo(written);
    }

    @Test
    void ends_of_lines_and_a_byte_order_mark_make_no_difference() throws Exception {
        String text = Files.readString(REAL);

        assertThat(RoadmapFile.parse("\uFEFF" + text.replace("\n", "\r\n")).entries())
                .isEqualTo(RoadmapFile.parse(text).entries());
    }

    @Test
    void a_key_that_stands_twice_is_refused_with_both_lines() {
        assertThatThrownBy(() -> RoadmapFile.parse("## A 1: x\n\n## B 1: y\n## a 1: z\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("line 4")
                .hasMessageContaining("line 1");
    }

    @Test
    void an_item_that_the_hub_would_refuse_is_refused_with_its_line() {
        assertThatThrownBy(() -> RoadmapFile.parse("\n## A 1: " + "x".repeat(501)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("line 2: A 1: title has 501 characters");
    }

    @Test
    void a_code_block_that_is_not_closed_is_said() {
        RoadmapFile file = RoadmapFile.parse("## A 1: x\n```\n## B 1: y\n");

        assertThat(file.entries()).singleElement().satisfies(entry -> assertThat(entry.description())
                .isEqualTo("```\n## B 1: y"));
        assertThat(file.remarks()).singleElement().asString().contains("not closed");
    }

    @Test
    void a_status_is_read_as_people_write_it() {
        assertThat(StatusWords.read("✅ **COMPLETE**")).isEqualTo(new StatusWords.Read(Status.DONE, true));
        assertThat(StatusWords.read("🔄")).isEqualTo(new StatusWords.Read(Status.IN_PROGRESS, true));
        assertThat(StatusWords.read("in_progress")).isEqualTo(new StatusWords.Read(Status.IN_PROGRESS, true));
        assertThat(StatusWords.read("🔄 **MOSTLY COMPLETE** (80%)"))
                .isEqualTo(new StatusWords.Read(Status.IN_PROGRESS, false));
        assertThat(StatusWords.read("Blocked by US-2")).isEqualTo(new StatusWords.Read(Status.BLOCKED, false));
        assertThat(StatusWords.read("sometime").status()).isNull();
        for (Status status : Status.values()) {
            assertThat(StatusWords.read(StatusWords.write(status))).isEqualTo(new StatusWords.Read(status, true));
        }
    }

    @Property(tries = 2_000)
    void whatever_items_say_comes_back_from_a_file(@ForAll("roadmaps") List<Entry> entries) {
        String written = RoadmapFile.write(entries);

        RoadmapFile read = RoadmapFile.parse(written);

        assertThat(withoutLines(read.entries())).isEqualTo(entries);
        assertThat(RoadmapFile.write(read.entries())).isEqualTo(written);
    }

    /** A file that nobody has written with care: whatever is read from it must come back from what is written of it. */
    @Property(tries = 2_000)
    void whatever_is_read_once_is_read_again(@ForAll("texts") String text) {
        List<Entry> once;
        try {
            once = RoadmapFile.parse("## A 1: first\n" + text).entries();
        } catch (InvalidInput twoOfOneKey) {
            return;
        }
        List<Entry> stated = once.stream()
                .map(entry -> withStatus(entry, entry.status() == null ? Status.PLANNED : entry.status()))
                .toList();

        List<Entry> again = RoadmapFile.parse(RoadmapFile.write(stated)).entries();

        assertThat(withoutLines(again)).isEqualTo(withoutLines(stated));
    }

    @Provide
    Arbitrary<List<Entry>> roadmaps() {
        Arbitrary<String> keys = Arbitraries.of("PRIORITY 1", "priority 2", "US-3", "#12", "docs", "Ü 4", "a.b_c-d");
        Arbitrary<Entry> entries = Combinators.combine(
                        keys,
                        titles(),
                        Arbitraries.of(Status.values()),
                        titles().injectNull(0.4),
                        Arbitraries.of("https://a.example/x?y=1,2#z", "mailto:jane@example.org", "slack://c?id=1")
                                .list()
                                .ofMaxSize(3),
                        texts().injectNull(0.1))
                .as(RoadmapFileTest::entry);
        return entries.list().ofMaxSize(5).map(RoadmapFileTest::oneOfEachKey);
    }

    /** Lines that would be something else than text, and what surrounds them. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.of(
                "",
                " ",
                "## B 2: an item?",
                "## Overview",
                "# Top",
                "#",
                "##",
                "## ",
                "### deeper",
                "  ## indented",
                "    ## code",
                "\t## tab",
                "\\## escaped",
                "\\\\## twice",
                "\\",
                "\\\\",
                "```",
                "````",
                "~~~",
                "``` java",
                "```x`y",
                "  ```",
                "\\```",
                "\\~~~",
                "~~~~ x",
                "**Status**: ✅ Complete",
                "**Status**: nonsense",
                "**Status:** done",
                "- **Status**: 📝 Planned",
                "\\**Status**: done",
                "**Estimated Duration**: 2 weeks",
                "**Estimate**:",
                "**Links**: <https://a.example>",
                "**Links**: nowhere",
                "**Impact**: high",
                "**bold**",
                "---",
                "===",
                "> quote",
                "| a | b |",
                "<!-- ## C 3: hidden -->",
                "<!--",
                "-->",
                "<pre>",
                "<script>x",
                "</pre>",
                "<?",
                "<!X",
                "<![CDATA[",
                "<div>",
                "\\<!--",
                "\\---",
                "- [ ] task",
                "- list",
                "  ```",
                "1. one",
                "   ## in a list",
                "> ## quoted",
                "P1: x",
                "-----",
                "Status: done",
                "State: of the art",
                "*Status*: done",
                "## G 7: closed ##",
                "## H 8 — a dash",
                "## ✅ I 9: a sign",
                "## v0.9",
                "[a]: https://a.example",
                "text",
                "text  ",
                "\u2028",
                "a\u2028b",
                "\u00a0",
                "\u0085",
                "🔄",
                "##\u00a0no heading",
                "## **D 4: bold**",
                "## 🔴 **E 5**: bold key",
                "## F 6:",
                "## J 7: R&amp;D &#35;",
                "## K 8: a&#10;b &Tab;",
                "## &#76; 9: `&amp;` \\&amp;",
                "## M 1 (N &amp; O)",
                "\\\\\\");
        Arbitrary<String> any =
                Arbitraries.strings().withChars("#`~*\\:- \tabS\u2028<>").ofMaxLength(12);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(4, nasty), net.jqwik.api.Tuple.of(1, any))
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("\n", lines));
    }

    private static Arbitrary<String> titles() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        2,
                        Arbitraries.of(
                                "A title",
                                "a: b: c",
                                "## x",
                                "** bold",
                                "C#",
                                "✅ done",
                                "`code`",
                                "<b>",
                                "a  b ##",
                                "##",
                                "x (done)",
                                "x — shipped",
                                "~~x~~",
                                "[x](https://a.example)",
                                "\\",
                                "-",
                                "*",
                                "a\u2028b",
                                "1-2 weeks",
                                "🔄",
                                "R&D",
                                "&amp;",
                                "&amp;amp; &#35;",
                                "`&lt;` &lt;",
                                "\\&amp;",
                                "http://x")),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars("#`~*\\:- aZ9\u2028\u00a0é")
                                .ofMinLength(1)
                                .ofMaxLength(20)));
    }

    /** As the hub would have it. */
    private static Entry entry(
            String key, String title, Status status, String estimate, List<String> links, String description) {
        String named = title.isBlank() ? "x" : title;
        AddRoadmapItem item =
                new AddRoadmapItem(null, key, named, status, description, links, estimate, null, null, null, null);
        return new Entry(item.key(), item.title(), item.status(), item.estimate(), item.links(), item.description(), 0);
    }

    private static List<Entry> oneOfEachKey(List<Entry> entries) {
        Set<String> seen = new HashSet<>();
        List<Entry> distinct = new ArrayList<>();
        for (Entry entry : entries) if (seen.add(RoadmapItem.folded(entry.key()))) distinct.add(entry);
        return distinct;
    }

    private static List<Entry> withoutLines(List<Entry> entries) {
        return entries.stream().map(entry -> withStatus(entry, entry.status())).toList();
    }

    private static Entry withStatus(Entry entry, Status status) {
        return new Entry(entry.key(), entry.title(), status, entry.estimate(), entry.links(), entry.description(), 0);
    }
}
