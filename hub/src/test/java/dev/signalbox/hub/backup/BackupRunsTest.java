package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The work on backups, and what must wait for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BackupRunsTest {
    private final BackupRuns runs = new BackupRuns(new TestClock(), (point, newest) -> {
        throw new AssertionError("no backup was made");
    });

    @Test
    void a_rest_begins_when_what_was_begun_and_what_waits_is_over() {
        Promise<JsonNode> first = Promise.promise();
        Promise<JsonNode> second = Promise.promise();
        var begun = runs.begin("drill", "somebody", progress -> first.future());
        var waiting = runs.begin("drill", "somebody", progress -> second.future());

        Future<Void> resting = runs.rest();

        assertThat(resting.isComplete()).isFalse();
        first.fail("it does not matter how it ends");
        assertThat(resting.isComplete()).isFalse();
        second.complete(Json.object());
        Await.result(resting);
        assertThat(runs.byId(begun.id()).orElseThrow().state()).isEqualTo("failed");
        assertThat(runs.byId(waiting.id()).orElseThrow().state()).isEqualTo("done");
    }

    @Test
    void while_they_rest_none_begins_and_afterwards_they_do() {
        Await.result(runs.rest());

        assertThatThrownBy(() -> runs.begin("drill", "somebody", progress -> Future.succeededFuture()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("another store");
        assertThat(Await.failure(runs.next(new Progress(), progress -> Future.succeededFuture())))
                .isInstanceOf(Refused.class);

        runs.goOn();
        assertThat(runs.begin("drill", "somebody", progress -> Future.succeededFuture())
                        .kind())
                .isEqualTo("drill");
        assertThat(runs.all()).hasSize(1);
    }
}
