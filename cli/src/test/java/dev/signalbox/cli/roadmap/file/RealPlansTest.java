package dev.signalbox.cli.roadmap.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans as people write them, none of which was made for this program. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RealPlansTest {
    @Test
    void phases_are_items_with_the_status_of_their_signs() throws IOException {
        RoadmapFile file = read("phases.md");

        assertThat(file.style()).isEqualTo(Style.H3);
        assertThat(file.entries())
                .extracting(Entry::key, Entry::title, Entry::status)
                .containsExactly(
                        Tuple.tuple("Phase 1", "Cables", Status.DONE),
                        Tuple.tuple("Phase 2", "Phones and doors", Status.IN_PROGRESS),
                        Tuple.tuple("Phase 3", "Furniture", Status.BLOCKED),
                        Tuple.tuple("Phase 4", "A second kitchen", Status.CANCELLED),
                        Tuple.tuple("Phase 5", "Moving day", null),
                        Tuple.tuple("Phase 6", "✅ The old keys", null));
        assertThat(file.entries().get(1).estimate()).isEqualTo("3 weeks");
        assertThat(file.entries().get(1).description()).contains("**Section**: Milestones", "### Phase 9");
        assertThat(file.remarks())
                .anyMatch(said -> said.startsWith("line 35: \"Partially complete ✅\" says more than one thing"))
                .anyMatch(said -> said.startsWith("line 37: ") && said.contains("more than one thing"))
                .anyMatch(said -> said.startsWith("line 8: \"Last touched in autumn.\" belong to no item"))
                .anyMatch(said -> said.startsWith("line 42: \"## Risks\" is no item and was left out, with 1 line"));
        assertThat(file.leftOut()).isEqualTo(2);
    }

    @Test
    void boxes_are_items_and_what_is_in_them_is_their_text() throws IOException {
        RoadmapFile file = read("now-next-later.md");

        assertThat(file.style()).isEqualTo(Style.TASKS);
        assertThat(file.entries())
                .extracting(Entry::title, Entry::status)
                .containsExactly(
                        Tuple.tuple("Read the meters every minute", Status.DONE),
                        Tuple.tuple("Draw the graph of a day", Status.IN_PROGRESS),
                        Tuple.tuple("Send a note when a meter is silent", Status.PLANNED),
                        Tuple.tuple("Compare two weeks", Status.PLANNED),
                        Tuple.tuple("~~Write our own database~~", null),
                        Tuple.tuple("Try the new sensors", null));
        assertThat(file.entries().get(1).key()).isEqualTo("Draw the graph of a day");
        assertThat(file.entries().get(1).description())
                .isEqualTo("**Section**: Now\n\n- [x] axis\n- [ ] colours that a printer can print");
        assertThat(file.remarks())
                .anyMatch(said -> said.startsWith("line 3: \"We look at this list on Mondays."))
                .anyMatch(said -> said.startsWith("line 16: ") && said.contains("more than one thing"))
                .anyMatch(said -> said.startsWith("line 20: \"- Talk to the people of the solar roof\" belong"))
                .anyMatch(said -> said.startsWith("line 21: ") && said.contains("more than one thing"));
    }

    @Test
    void versions_are_items_when_nothing_else_is() throws IOException {
        RoadmapFile file = read("versions.md");

        assertThat(file.style()).isEqualTo(Style.H2);
        assertThat(file.entries())
                .extracting(Entry::key, Entry::status)
                .containsExactly(
                        Tuple.tuple("v0.8", Status.DONE),
                        Tuple.tuple("v0.9", null),
                        Tuple.tuple("v0.10.x", null),
                        Tuple.tuple("v1.0", null));
        assertThat(file.entries().get(1).description()).startsWith("- streams that");
        assertThat(file.leftOut()).isZero();
    }

    @Test
    void headings_with_a_line_under_them_and_a_status_without_bold_type_are_read() throws IOException {
        RoadmapFile file = read("setext.md");

        assertThat(file.entries())
                .extracting(Entry::key, Entry::title, Entry::status)
                .containsExactly(
                        Tuple.tuple("P1", "Read the file", Status.DONE),
                        Tuple.tuple("P2", "Write it again", Status.IN_PROGRESS),
                        Tuple.tuple("P0", "Before all else", Status.BLOCKED));
        assertThat(file.remarks()).isEmpty();
    }

    @Test
    void rows_of_a_table_are_items() throws IOException {
        RoadmapFile file = read("table.md");

        assertThat(file.style()).isEqualTo(Style.TABLE);
        assertThat(file.entries())
                .extracting(Entry::key, Entry::title, Entry::status, Entry::estimate)
                .containsExactly(
                        Tuple.tuple("1", "Search in all rooms", Status.DONE, "2 days"),
                        Tuple.tuple("2", "**Filters** that stay", Status.IN_PROGRESS, null),
                        Tuple.tuple("3", "Export as a | list", null, "1 week"));
        assertThat(file.entries().get(0).description()).isEqualTo("**Owner**: Ann");
        assertThat(file.remarks())
                .anyMatch(said -> said.startsWith("line 3: ") && said.contains("left out"))
                .anyMatch(said -> said.startsWith("line 11: ") && said.contains("more than one thing"))
                .anyMatch(said -> said.startsWith("line 12: ") && said.contains("left out"));
    }

    @Test
    void signs_count_and_what_is_not_certain_is_said() throws IOException {
        RoadmapFile file = read("signs.md");

        assertThat(file.entries())
                .extracting(Entry::key, Entry::title, Entry::status)
                .containsExactly(
                        Tuple.tuple("P1", "Shipped thing", Status.DONE),
                        Tuple.tuple("P2", "Half of it", Status.IN_PROGRESS),
                        Tuple.tuple("P3", "Struck out", null),
                        Tuple.tuple("P4", "In brackets", null),
                        Tuple.tuple("P5", "Two words (done, but not tested)", null),
                        Tuple.tuple("P6", "Another", Status.DONE),
                        Tuple.tuple("P7", "No status at all ⭐", null));
        assertThat(file.remarks())
                .anyMatch(said -> said.startsWith("line 5: \"Completed 50%\""))
                .anyMatch(said -> said.startsWith("line 7: "))
                .anyMatch(said -> said.startsWith("line 11: "))
                .anyMatch(said -> said.startsWith("line 17: \"## Overview\" is no item and was left out"))
                .anyMatch(said -> said.startsWith("line 19: \"### P8: Deeper than the others\" is no item"))
                .anyMatch(said -> said.startsWith("line 21: 1 list entry with a box was left out"));
    }

    @Test
    void headings_in_html_and_code_are_none() {
        RoadmapFile file = RoadmapFile.parse(
                "## C1: Real\n<!--\n## C2: hidden\n-->\n<div>\n## C3: in HTML\n</div>\n\n> ## C4: quoted\n");

        assertThat(file.entries()).singleElement().satisfies(entry -> assertThat(entry.description())
                .isEqualTo("<!--\n## C2: hidden\n-->\n<div>\n## C3: in HTML\n</div>\n\n> ## C4: quoted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"| Status | Done |", "> **Status**: done", "text\n\n**Status**: done", "text\n\n- status: done"})
    void what_looks_like_a_status_and_is_none_is_said(String text) {
        RoadmapFile file = RoadmapFile.parse("## P1: Title\n\n" + text + "\n");

        assertThat(file.entries().get(0).status()).isNull();
        assertThat(file.remarks()).singleElement().asString().contains("is not read as a status");
    }

    @Test
    void entries_without_boxes_are_items_when_somebody_says_so() {
        String text = "# To do\n\n- Sweep the cellar\n  - with a broom\n- Mend the roof\n";

        assertThat(RoadmapFile.parse(text).entries()).isEmpty();
        assertThat(RoadmapFile.parse(text, Style.TASKS).entries())
                .extracting(Entry::title, Entry::description)
                .containsExactly(Tuple.tuple("Sweep the cellar", "- with a broom"), Tuple.tuple("Mend the roof", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Phase 2 — Two | Phase 2 | Two |
            Phase 2 – Two | Phase 2 | Two |
            Phase 2 - Two | Phase 2 | Two |
            Phase 2 Two | Phase 2 | Two |
            Phase 1 (✅ Complete) | Phase 1 | Phase 1 | DONE
            Phase 1: Foundation ✅ COMPLETE | Phase 1 | Foundation | DONE
            Phase 1: Foundation COMPLETE | Phase 1 | Foundation | DONE
            Phase 2: API 🚧 (in progress, 60%) | Phase 2 | API 🚧 (in progress, 60%) | IN_PROGRESS
            🚀 Phase 1: MVP (Weeks 1-4) | Phase 1 | MVP (Weeks 1-4) |
            P0. Before all else | P0 | Before all else |
            3. Third | 3 | Third |
            3) Third | 3 | Third |
            1.2 Login | 1.2 | Login |
            [AB-12] Do it | AB-12 | Do it |
            AB-12 Do it | AB-12 | Do it |
            [0.9.0] - 2026-01-01 | 0.9.0 | 2026-01-01 |
            [Phase 1](one.md): Title | Phase 1 | Title |
            v0.9.x — polishing | v0.9.x | polishing |
            v0.9.x | v0.9.x | v0.9.x |
            ✅ v0.9 | v0.9 | v0.9 | DONE
            Q3 2026 | Q3 2026 | Q3 2026 |
            PRIORITY 3 (Export & import) | PRIORITY 3 | Export & import |
            PRIORITY 3 (Export &amp; import) ✅ | PRIORITY 3 | Export & import | DONE
            PRIORITY 3 (Export & import) (done) | PRIORITY 3 | Export & import | DONE
            PRIORITY 3 (Export) and (import) | PRIORITY 3 | (Export) and (import) |
            **PRIORITY 3** (Export & import) | PRIORITY 3 | Export & import |
            P3 (Export & import) | P3 | Export & import |
            US-033 (Export & import) | US-033 | Export & import |
            v0.9 (Export & import) | v0.9 | Export & import |
            2.5 (Export & import) | 2.5 | Export & import |
            Phase 1: MVP (Weeks 1-4) | Phase 1 | MVP (Weeks 1-4) |
            Caf&eacute; 1: Th&eacute; | Café 1 | Thé |
            Milestone 1 — Basics [DONE] | Milestone 1 | Basics | DONE
            Phase 4: Roof ✅ (blocked) | Phase 4 | Roof ✅ (blocked) |
            US-033: Streaming: now | US-033 | Streaming: now |
            **Bold 4**: title | Bold 4 | title |
            """)
    void a_heading_is_called_what_people_call_it(String heading, String key, String title, Status status) {
        RoadmapFile file = RoadmapFile.parse("## " + heading + "\n");

        assertThat(file.entries())
                .extracting(Entry::key, Entry::title, Entry::status)
                .containsExactly(Tuple.tuple(key, title, status));
        assertThat(file.leftOut()).isZero();
    }

    /** A light before a key is no decoration: where nothing else says a status it stays in the title, and is told. */
    @ParameterizedTest
    @ValueSource(strings = {"🟢", "🟡", "🔴", "⚪", "🔲", "⏳", "⚠️"})
    void a_sign_that_may_be_a_status_is_kept_and_told(String light) {
        RoadmapFile alone = RoadmapFile.parse("## " + light + " Phase 1: Roof\n");
        RoadmapFile beside = RoadmapFile.parse("## " + light + " Phase 1: Roof\n\n**Status**: in progress\n");

        assertThat(alone.entries())
                .extracting(Entry::title, Entry::status)
                .containsExactly(Tuple.tuple(light + " Roof", null));
        assertThat(alone.remarks()).singleElement().asString().contains(light + "\" is no status that is known");
        assertThat(beside.entries())
                .extracting(Entry::title, Entry::status)
                .containsExactly(Tuple.tuple("Roof", Status.IN_PROGRESS));
        assertThat(beside.remarks()).isEmpty();
    }

    @Test
    void columns_of_a_board_are_what_its_entries_have_in_common() {
        String board =
                "## ✅ Done\n\n- [x] A thing\n\n## 🚧 In progress\n\n- [ ] B thing\n\n## 📋 Planned\n\n* [ ] C thing\n";

        RoadmapFile file = RoadmapFile.parse(board);

        assertThat(file.style()).isEqualTo(Style.TASKS);
        assertThat(file.entries()).extracting(Entry::key).containsExactly("A thing", "B thing", "C thing");
        assertThat(file.leftOut()).isZero();
    }

    /** What stands before the first word is not cut off; only a status is taken from there. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            *Emph* start | Emph start | *Emph* start
            **Bold** start | Bold start | **Bold** start
            **All bold** | All bold | **All bold**
            _Emph_ start | Emph _start | _Emph_ start
            `npm` install | npm install | `npm` install
            `code` | code | `code`
            <b>x</b> | x | <b>x</b>
            <b>x</b> and y | x and y | <b>x</b> and y
            "Quoted" word | Quoted word | "Quoted" word
            (optional) word | optional word | (optional) word
            «Цитата» слово | Цитата слово | «Цитата» слово
            @mention it | mention it | @mention it
            .gitignore | gitignore | .gitignore
            -v flag | v flag | -v flag
            $HOME first | HOME first | $HOME first
            [a link](https://a.example) first | a link first | [a link](https://a.example) first
            ![image](a.png) first | image first | ![image](a.png) first
            R&amp;D work | R D work | R&D work
            Caf&eacute; | Café | Café
            Export &amp; import | Export import | Export & import
            a &lt; b &#38; c | a b c | a < b & c
            &amp;amp; is written so | is written so | &amp; is written so
            `&amp;` is an ampersand | is an ampersand | `&amp;` is an ampersand
            \\&amp; stays | stays | \\&amp; stays
            a&nbsp;b | a b | a b
            AT&T &c; &nothing; | AT T c nothing | AT&T &c; &nothing;
            🚀 Launch | Launch | 🚀 Launch
            ~~Struck~~ word | Struck word | ~~Struck~~ word
            """)
    void a_title_is_the_text_as_it_was_written_in_every_style(String text, String key, String title) {
        List<Entry> task = RoadmapFile.parse("- [ ] " + text + "\n").entries();
        List<Entry> heading =
                RoadmapFile.parse("## " + text + "\n\n**Status**: planned\n").entries();
        List<Entry> table = RoadmapFile.parse("| item | status |\n|---|---|\n| " + text + " | |\n")
                .entries();

        for (List<Entry> entries : List.of(task, heading, table)) {
            assertThat(entries).extracting(Entry::title).containsExactly(title);
            assertThat(entries.get(0).key().replace("_", "")).isEqualTo(key.replace("_", ""));
            String planned = RoadmapFile.write(entries).replace("\n\n", "\n\n**Status**: planned\n");
            assertThat(RoadmapFile.parse(planned).entries())
                    .extracting(Entry::title)
                    .containsExactly(title);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            *P1*: title | P1 | title
            __P1: title__ | P1 | title
            `P1` — title | P1 | title
            (P1) title | P1 | title
            "P1: a title" of a book | P1 a title of a book | "P1: a title" of a book
            (P1: title) | P1 title | (P1: title)
            """)
    void marks_around_a_key_are_no_part_of_it(String text, String key, String title) {
        assertThat(RoadmapFile.parse("- [ ] " + text + "\n").entries())
                .extracting(Entry::key, Entry::title)
                .containsExactly(Tuple.tuple(key, title));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Title (not done yet)",
                "Title (70%)",
                "Title 70%",
                "70% of the title",
                "Title — 2/3",
                "Title (reopened)",
                "Title, re-opened",
                "Reopened: the title",
                "Title: partly",
                "Title (partly)",
                "Title, partially done",
                "Partially: the title",
                "WIP: the title",
                "**Blocked**: the title",
                "~~Title~~",
                "A ~~struck~~ title",
                "Title (in progress)",
                "Title - blocked by the bank",
                "Title, but not the tests",
                "Title (except for Windows)",
                "Title [todo: tests]",
                "Title; tests missing",
                "Title is not working",
                "Title isn't finished",
                "Title, still failing",
                "Title half done",
                "Title?",
                "Title 🚧",
                "Title ❌",
                "❌ Title",
                "Title ⏳",
                "Title → next year, not yet",
                "Title\n  - reopened in May",
                "Title\n  - Status: blocked",
                "Title\n\n  **Status**: 70%",
                "Title\n  - [ ] a part"
            })
    void a_ticked_box_whose_words_say_otherwise_is_a_remark(String text) {
        RoadmapFile ticked = RoadmapFile.parse("- [x] " + text + "\n");
        RoadmapFile sign = RoadmapFile.parse("- ✅ " + text + "\n");

        for (RoadmapFile file : List.of(ticked, sign)) {
            assertThat(file.entries())
                    .extracting(Entry::status)
                    .containsOnlyNulls()
                    .hasSize(1);
            assertThat(file.remarks()).singleElement().asString().startsWith("line 1: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Title",
                "Title (100%)",
                "Title (3/3)",
                "Title (done 2026-10-09)",
                "Title — shipped in v1.2",
                "Fix the crash when a file is not found",
                "Login: do not log secrets",
                "Show blocked users",
                "See [the page](https://a.example/not-found)",
                "HTTP/1.1, HTTP/2 and TLS 1.3",
                "Title\n  - [x] a part",
                "Title\n  The story of how this was not easy and took us half of a year to do."
            })
    void a_ticked_box_whose_words_agree_is_done(String text) {
        RoadmapFile file = RoadmapFile.parse("- [x] " + text + "\n");

        assertThat(file.entries()).extracting(Entry::status).containsExactly(Status.DONE);
        assertThat(file.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ❌ | |
            ✖️ | |
            ✗ | |
            ❌ Cancelled | | CANCELLED
            ❌ not yet | |
            yes | |
            ✅ | reopened |
            Done | 70% |
            Done | not on Windows yet |
            Done | by Ann | DONE
            ✅ | 100% | DONE
            """)
    void a_cell_is_never_more_certain_than_its_words(String state, String note, Status status) {
        String cell = note == null ? "" : note;
        RoadmapFile file = RoadmapFile.parse(
                "| item | status | notes |\n|---|---|---|\n| Title | " + state + " | " + cell + " |\n");

        assertThat(file.entries()).extracting(Entry::status).containsExactly(status);
        assertThat(file.remarks()).hasSize(status == null ? 1 : 0);
    }

    /** Whatever is read of a plan, its export says, and says again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "phases.md",
                "now-next-later.md",
                "versions.md",
                "setext.md",
                "table.md",
                "signs.md",
                "ROADMAP.md"
            })
    void what_was_read_of_a_plan_comes_back_from_its_export(String name) throws IOException {
        List<Entry> read = read(name).entries().stream()
                .map(entry -> new Entry(
                        entry.key(),
                        entry.title(),
                        entry.status() == null ? Status.PLANNED : entry.status(),
                        entry.estimate(),
                        entry.links(),
                        entry.description(),
                        0))
                .toList();

        RoadmapFile again = RoadmapFile.parse(RoadmapFile.write(read));

        assertThat(again.style()).isEqualTo(Style.H2);
        assertThat(again.leftOut()).isZero();
        assertThat(again.entries())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("line")
                .isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Done | DONE
            ✅ | DONE
            ✅ Done in v1.2 | DONE
            Completed on 2026-10-09 | DONE
            100% complete | DONE
            Complete (3/3) | DONE
            🔄 80% | IN_PROGRESS
            Blocked by US-2 | BLOCKED
            Not started | PLANNED
            Partially complete ✅ |
            Partially complete | IN_PROGRESS
            Completed 50% |
            complete rewrite needed |
            ~~done~~ reopened |
            done → blocked |
            not done |
            to be done |
            done? |
            ✅ In progress |
            ✅ but the docs |
            Done, except for Windows |
            Complete (1 of 3, 30%) |
            Done 2/3 |
            In progress, blocked |
            not blocked |
            somewhen |
            """)
    void a_status_is_never_more_certain_than_its_words(String words, Status status) {
        assertThat(StatusWords.read(words).status()).isEqualTo(status);
    }

    private static RoadmapFile read(String name) throws IOException {
        return RoadmapFile.parse(Files.readString(Path.of("src/test/resources/roadmap", name)));
    }
}
