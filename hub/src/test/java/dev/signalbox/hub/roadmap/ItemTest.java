package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.Given.START;
import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;
import static dev.signalbox.hub.roadmap.RoadmapStreams.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.EventFamily;
import dev.signalbox.hub.Given;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemAdded;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemMoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemRemoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemUpdated;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyFreed;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyTaken;
import dev.signalbox.hub.roadmap.RoadmapEvent.StatusSet;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ItemTest {
    private static final Instant LATER = START.plus(Duration.ofMinutes(5));
    private static final String ORDER = "500000000011111111";
    private static final String ELSEWHERE = "500000000122222222";

    @Test
    void no_event_was_forgotten() {
        List<RoadmapEvent> samples = List.of(
                add("{'key':'K','title':'T','description':'D','links':['https://a.example'],'estimate':'2 d'}"),
                new ItemUpdated("L", null, "", List.of(), null),
                new ItemMoved(ELSEWHERE),
                new StatusSet(Status.BLOCKED, "why"),
                new ItemRemoved(null),
                new KeyTaken("K", "0193"),
                new KeyFreed("K", "0193"));

        EventFamily.assertComplete(RoadmapEvent.class, RoadmapEvent.CODEC, samples, RoadmapTable.ROADMAP.projection());
        for (RoadmapEvent sample : samples) {
            RecordedEvent recorded = Given.recorded(ITEMS, "jane", sample, START, 2);
            assertThat(RoadmapEvent.CODEC.decode(recorded)).isEqualTo(sample);
            if (sample instanceof KeyTaken || sample instanceof KeyFreed) {
                assertThat(KEYS.step().after(KeyHolder.FREE, sample, recorded)).isNotEqualTo(KeyHolder.FREE);
            } else {
                Item state = sample instanceof ItemAdded ? Item.NONE : added().state();
                assertThat(state.after(sample, recorded)).isNotEqualTo(state);
            }
        }
    }

    @Nested
    class Updating {
        @Test
        void only_what_differs_is_written_down() {
            added().when(item ->
                            item.update(update("{'title':'New','estimate':'2 weeks','links':['https://a.example']}")))
                    .then(new ItemUpdated(null, "New", null, null, null));
        }

        @Test
        void what_it_says_already_changes_nothing() {
            added().when(item -> item.update(update("{'key':'PRIORITY 3','title':'Database','estimate':'2 weeks'}")))
                    .thenNothing();
            added().and("jane", new ItemUpdated(null, null, "", null, ""))
                    .when(item -> item.update(update("{'description':'','estimate':''}")))
                    .thenNothing();
        }

        @Test
        void an_empty_text_takes_the_field_away() {
            RoadmapItem item = added().and("jane", new ItemUpdated(null, null, "", List.of(), ""), LATER)
                    .state()
                    .present();

            assertThat(item.description()).isNull();
            assertThat(item.estimate()).isNull();
            assertThat(item.links()).isEmpty();
            assertThat(item.title()).isEqualTo("Database");
            assertThat(item.createdBy()).isEqualTo("joe");
            assertThat(item.updatedBy()).isEqualTo("jane");
            assertThat(item.updatedAt()).isEqualTo(LATER);
            assertThat(item.version()).isEqualTo(2);
        }

        @Test
        void what_nobody_added_is_not_found() {
            Given.nothing(ITEMS)
                    .when(item -> item.update(update("{'title':'x'}")))
                    .thenRefused(ProblemCode.NOT_FOUND);
        }
    }

    @Nested
    class Setting_the_status {
        @Test
        void any_status_follows_any() {
            for (Status before : Status.values()) {
                for (Status after : Status.values()) {
                    if (before == after) continue;
                    added().and("joe", new StatusSet(before, null))
                            .when(item -> item.setStatus(new SetRoadmapStatus(after, null)))
                            .then(new StatusSet(after, null));
                }
            }
        }

        @Test
        void the_same_status_is_no_news_but_for_another_reason_it_is() {
            Given<Item, RoadmapEvent> blocked = added().and("daemon", new StatusSet(Status.BLOCKED, "no key"));

            blocked.when(item -> item.setStatus(new SetRoadmapStatus(Status.BLOCKED, null)))
                    .thenNothing();
            blocked.when(item -> item.setStatus(new SetRoadmapStatus(Status.BLOCKED, "no key")))
                    .thenNothing();
            blocked.when(item -> item.setStatus(new SetRoadmapStatus(Status.BLOCKED, "no disk")))
                    .then(new StatusSet(Status.BLOCKED, "no disk"));
        }

        @Test
        void the_comment_goes_with_the_status_that_it_explained() {
            Given<Item, RoadmapEvent> blocked = added().and("daemon", new StatusSet(Status.BLOCKED, "no key"));

            assertThat(blocked.state().present().comment()).isEqualTo("no key");
            assertThat(blocked.and("daemon", new StatusSet(Status.DONE, null))
                            .state()
                            .present()
                            .comment())
                    .isNull();
        }
    }

    @Nested
    class Moving_and_removing {
        @Test
        void the_same_place_is_no_move() {
            added().when(item -> item.move(ORDER)).thenNothing();
            added().when(item -> item.move(ELSEWHERE)).then(new ItemMoved(ELSEWHERE));
        }

        @Test
        void what_was_removed_takes_no_change_and_says_who_removed_it() {
            Given<Item, RoadmapEvent> removed = added().and("jane", new ItemRemoved("twice"), LATER);

            Problem problem = removed.when(item -> item.setStatus(new SetRoadmapStatus(Status.DONE, null)))
                    .thenRefused(ProblemCode.NOT_FOUND);
            assertThat(problem.detail()).contains("jane removed PRIORITY 3", "/history");
            removed.when(item -> item.remove(new RemoveRoadmapItem(null))).thenRefused(ProblemCode.NOT_FOUND);
            assertThat(removed.state().last().title()).isEqualTo("Database");
        }
    }

    @Test
    void differences_are_told_field_by_field() {
        RoadmapItem before = added().state().present();
        RoadmapItem after = added().and("daemon", new StatusSet(Status.BLOCKED, "no key"))
                .and("jane", new ItemUpdated(null, null, "", null, null))
                .state()
                .present();

        assertThat(Differences.between(before, after))
                .extracting("field")
                .containsExactly("status", "comment", "description");
        assertThat(Differences.between(before, before)).isEmpty();
        assertThat(Differences.between(null, before)).extracting("before").containsOnlyNulls();
    }

    private static Given<Item, RoadmapEvent> added() {
        return Given.nothing(ITEMS)
                .and(
                        "joe",
                        add(
                                "{'key':'PRIORITY 3','title':'Database','description':'Small','links':['https://a.example'],"
                                        + "'estimate':'2 weeks'}"));
    }

    private static ItemAdded add(String json) {
        return (ItemAdded) Item.add(read(json, AddRoadmapItem.class), ORDER).get(0);
    }

    private static UpdateRoadmapItem update(String json) {
        return read(json, UpdateRoadmapItem.class);
    }

    private static <T> T read(String json, Class<T> type) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), type);
    }
}
