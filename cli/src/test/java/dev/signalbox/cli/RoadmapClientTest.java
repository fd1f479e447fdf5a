package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.signalbox.client.RoadmapCommands;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.command.MoveRoadmapItem.End;
import dev.signalbox.wire.resource.RoadmapChange;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roadmap through the client and its outbox, on a real hub. */
class RoadmapClientTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private Signalbox user;
    private Signalbox daemon;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC());
        user = open("user");
        daemon = open("daemon");
    }

    @AfterEach
    void stop() {
        user.close();
        daemon.close();
        hub.close();
    }

    @Test
    void what_was_planned_and_reported_while_the_hub_was_away_is_there_when_it_is_back() {
        hub.stop();
        user.roadmap().add("A", "First", item -> item.estimate("2 d").link("https://a.example"));
        user.roadmap().add("B", "Second", item -> item.to(End.TOP).description("text"));
        user.roadmap().setStatus("A", Status.IN_PROGRESS, "at work");

        hub.open();

        Eventually.assertThat(() -> assertThat(user.outbox().isDrained()).isTrue());
        assertThat(user.outbox().attention()).isEmpty();
        assertThat(user.roadmap().list(Map.of()).items())
                .extracting(RoadmapItem::key)
                .containsExactly("B", "A");
        assertThat(user.roadmap().get("A").comment()).isEqualTo("at work");
        daemon.roadmap().setStatus("A", Status.DONE);
        Eventually.assertThat(
                () -> assertThat(user.roadmap().history("A", Map.of()).items())
                        .extracting(RoadmapChange::by)
                        .containsExactly("daemon", "user", "user"));
    }

    @Test
    void an_edit_that_was_overtaken_is_parked_with_both_sides_and_sent_again_at_the_present_version() {
        OutboxReceipt added = user.roadmap().add("A", "First", item -> {});
        Eventually.assertThat(() -> assertThat(user.outbox().isDrained()).isTrue());
        daemon.roadmap().setStatus(added.id(), Status.BLOCKED, "no key");
        Eventually.assertThat(
                () -> assertThat(user.roadmap().get("A").version()).isEqualTo(2));

        user.roadmap().update(added.id(), 1, edit -> edit.title("Mine").key("B"));

        Eventually.assertThat(() -> assertThat(user.outbox().attention()).hasSize(1));
        ParkedCommand parked = user.outbox().attention().get(0);
        assertThat(parked.problem().current().path("changes").path(0).path("by").textValue())
                .isEqualTo("daemon");
        assertThat(parked.problem().wanted().path("body").path("title").textValue())
                .isEqualTo("Mine");
        user.outbox().retry(parked.id());
        Eventually.assertThat(() -> assertThat(user.roadmap().list(Map.of()).items())
                .extracting(RoadmapItem::key, RoadmapItem::title)
                .containsExactly(tuple("B", "Mine")));
    }

    @Test
    void moves_and_removals_go_out_as_commands_of_a_transaction_would() {
        for (String key : new String[] {"A", "B", "C"}) user.roadmap().add(key, key, item -> {});
        Eventually.assertThat(() -> assertThat(user.outbox().isDrained()).isTrue());
        user.outbox().send(RoadmapCommands.moveBefore("C", "A"));
        user.outbox().send(RoadmapCommands.moveAfter("A", "B"));
        user.outbox().send(RoadmapCommands.remove("B", 1, "not now"));

        Eventually.assertThat(() -> assertThat(user.roadmap().list(Map.of()).items())
                .extracting(RoadmapItem::key)
                .containsExactly("C", "A"));
    }

    private Signalbox open(String role) {
        return Signalbox.open(
                options -> options.url(hub.url()).key(hub.key(role)).name(role).store(folder.resolve(role + ".db")));
    }
}
