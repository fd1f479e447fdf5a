package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dayone.Bot;
import dayone.Daemon;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/examples/day-one, as a reader would use them. */
class ExamplesTest {
    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start_a_hub() {
        hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC());
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    @Test
    void the_daemon_wakes_with_the_answer_that_the_bot_carried() {
        List<String> channel = new CopyOnWriteArrayList<>();
        try (Signalbox daemonsEnd = open("daemon");
                Signalbox botsEnd = open("bot")) {
            Bot bot = new Bot(botsEnd, channel::add);
            bot.show();
            Daemon daemon = new Daemon(daemonsEnd, line -> {});

            Question question = daemon.askForDatabase("database");
            CompletableFuture<Answer> answered = CompletableFuture.supplyAsync(() -> daemon.workOnceAnswered(question));
            Eventually.assertThat(() -> assertThat(channel).hasSize(1));
            bot.answer(question.id(), "postgres", "slack:U123 Jane");

            Answer answer = answered.orTimeout(60, TimeUnit.SECONDS).join();
            assertThat(answer.value()).isEqualTo("postgres");
            assertThat(answer.onBehalfOf()).isEqualTo("slack:U123 Jane");
            hub.post("user", "/v1/roadmap", "{\"key\":\"PRIORITY 3\",\"title\":\"A database\"}")
                    .expect(201);
            daemon.setStatus("PRIORITY 3", RoadmapItem.Status.DONE);
            Eventually.assertThat(
                    () -> assertThat(botsEnd.roadmap().get("PRIORITY 3")).satisfies(item -> {
                        assertThat(item.status()).isEqualTo(RoadmapItem.Status.DONE);
                        assertThat(item.updatedBy()).isEqualTo("daemon");
                    }));
            Eventually.assertThat(() -> assertThat(channel)
                    .containsExactly(
                            "daemon asks: PRIORITY 3 needs a database. Which one?",
                            "answered: postgres",
                            "daemon says: PRIORITY 3 is done, on postgres"));
        }
    }

    @Test
    void a_bot_that_comes_back_shows_what_it_missed_and_nothing_twice() {
        List<String> channel = new CopyOnWriteArrayList<>();
        try (Signalbox botsEnd = open("bot")) {
            hub.post("daemon", "/v1/notifications", "{\"title\": \"first\"}").expect(201);
            new Bot(botsEnd, channel::add).show();
            Eventually.assertThat(() -> assertThat(channel).containsExactly("daemon says: first"));
        }
        hub.post("daemon", "/v1/notifications", "{\"title\": \"second\"}").expect(201);

        try (Signalbox botsEnd = open("bot")) {
            new Bot(botsEnd, channel::add).show();
            Eventually.assertThat(
                    () -> assertThat(channel).containsExactly("daemon says: first", "daemon says: second"));
        }
    }

    @Test
    void a_daemon_that_is_killed_while_it_waits_waits_on_its_question_when_it_is_started_again() throws Exception {
        Process first = daemonProcess();
        Eventually.until("it asked", () -> questions("pending") == 1);
        first.destroyForcibly().waitFor();
        // The hub away, so that the second run can only lay its wish beside the first one's.
        hub.stop();
        Process second = daemonProcess();
        Eventually.until("it asked again", () -> said().contains("I ask: PRIORITY 3"));
        second.destroyForcibly().waitFor();
        hub.open();

        Process third = daemonProcess();
        String id = hub.get("user", "/v1/questions").json().at("/items/0/id").textValue();
        hub.post("user", "/v1/questions/" + id + "/answer", "{\"value\":\"sqlite\"}")
                .expect(200);

        assertThat(third.waitFor()).as(said()).isZero();
        assertThat(said()).contains("I was told \"sqlite\"");
        assertThat(questions("all")).isEqualTo(1);
    }

    private int questions(String state) {
        return hub.get("user", "/v1/questions?state=" + state)
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    private Process daemonProcess() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(HubProcess.java(List.of(), Daemon.class.getName()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("daemon.out").toFile());
        builder.environment().put("SIGNALBOX_URL", hub.url().toString());
        builder.environment().put("SIGNALBOX_KEY", hub.key("daemon"));
        return builder.start();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("daemon.out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Signalbox open(String role) {
        return Signalbox.open(
                options -> options.url(hub.url()).key(hub.key(role)).store(folder.resolve(role + ".db")));
    }
}
