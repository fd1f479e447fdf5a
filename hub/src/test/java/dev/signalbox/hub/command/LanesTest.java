package dev.signalbox.hub.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.log.Overloaded;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LanesTest {
    private final Lanes lanes = new Lanes(3);
    private final List<String> begun = new ArrayList<>();

    @Test
    void work_of_one_name_waits_for_its_turn_and_other_names_do_not() {
        Promise<Void> first = Promise.promise();
        lanes.run("a", () -> begin("a1", first.future()));
        Future<Void> second = lanes.run("a", () -> begin("a2", Future.succeededFuture()));
        lanes.run("b", () -> begin("b1", Future.succeededFuture()));
        assertThat(begun).containsExactly("a1", "b1");

        first.complete();

        assertThat(second.succeeded()).isTrue();
        assertThat(begun).containsExactly("a1", "b1", "a2");
    }

    @Test
    void a_failure_ends_a_turn_like_any_other_end() {
        Future<Void> failed = lanes.run("a", () -> Future.failedFuture("no"));
        Future<Void> thrown = lanes.run("a", () -> {
            throw new IllegalStateException("no");
        });
        Future<Void> fine = lanes.run("a", () -> begin("a3", Future.succeededFuture()));

        assertThat(failed.failed()).isTrue();
        assertThat(thrown.failed()).isTrue();
        assertThat(fine.succeeded()).isTrue();
    }

    @Test
    void one_too_many_is_refused_and_there_is_room_again_later() {
        Promise<Void> open = Promise.promise();
        for (int i = 0; i < 3; i++) lanes.run("a", () -> begin("a", open.future()));

        Future<Void> refused = lanes.run("b", () -> begin("b", Future.succeededFuture()));
        open.complete();

        assertThat(refused.cause()).isInstanceOf(Overloaded.class);
        assertThat(lanes.run("b", () -> begin("b", Future.succeededFuture())).succeeded())
                .isTrue();
    }

    private Future<Void> begin(String name, Future<Void> end) {
        begun.add(name);
        return end;
    }
}
