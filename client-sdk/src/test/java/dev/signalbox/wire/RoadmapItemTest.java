package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoadmapItemTest {
    @ParameterizedTest
    @ValueSource(strings = {"PRIORITY 3", "US-033", "#12", "2.5", "Phase_1", "ÜBUNG 4", "a", "優先 1"})
    void keys_are_what_people_call_their_items(String key) {
        assertThat(RoadmapItem.isKey(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " a",
                "a ",
                "a  b",
                "a/b",
                "a:b",
                "-a",
                "..",
                "a\tb",
                "a\nb",
                "history",
                "History",
                "a%b",
                "*a*",
                "0192f0c1-0000-7000-8000-000000000001"
            })
    void what_would_break_a_path_or_a_heading_is_no_key(String key) {
        assertThat(RoadmapItem.isKey(key)).isFalse();
    }

    @Test
    void keys_that_people_would_mix_up_are_one() {
        assertThat(RoadmapItem.folded("Priority 3")).isEqualTo(RoadmapItem.folded("PRIORITY 3"));
        assertThat(RoadmapItem.folded("ＰＲＩＯＲＩＴＹ 3")).isEqualTo(RoadmapItem.folded("PRIORITY 3"));
        assertThat(RoadmapItem.folded("PRIORITY 33")).isNotEqualTo(RoadmapItem.folded("PRIORITY 3"));
    }

    @Test
    void a_description_is_kept_but_for_the_blank_around_it_and_the_ends_of_its_lines() {
        AddRoadmapItem add = add("T", " \n\t\n  code\r\n\r\ntext\rmore \n \n");

        assertThat(add.description()).isEqualTo("  code\n\ntext\nmore");
        assertThat(add("T", " \r\n ").description()).isNull();
        assertThat(new UpdateRoadmapItem(null, null, "\n", null, null).description())
                .isEmpty();
    }

    @Test
    void a_title_is_one_line() {
        assertThat(add("  T: a ## b  ", null).title()).isEqualTo("T: a ## b");
        assertThatThrownBy(() -> add("a\nb", null)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void a_place_is_named_in_one_way() {
        assertThatThrownBy(() -> new MoveRoadmapItem("A", "B", null, null)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new MoveRoadmapItem(null, null, null, null)).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new MoveRoadmapItem("a/b", null, null, null))
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo("/before"));
    }

    @Test
    void a_link_that_leads_nowhere_is_refused_by_its_place_in_the_list() {
        assertThatThrownBy(() -> new UpdateRoadmapItem(null, null, null, List.of("https://a", "javascript:x"), null))
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo("/links/1"));
    }

    @Test
    void an_update_says_what_it_changes() {
        assertThatThrownBy(() -> new UpdateRoadmapItem(null, null, null, null, null))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("say what to change");
    }

    private static AddRoadmapItem add(String title, String description) {
        return new AddRoadmapItem(null, "K", title, null, description, null, null, null, null, null, null);
    }
}
