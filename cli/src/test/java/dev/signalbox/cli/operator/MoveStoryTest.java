package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dayone.Bot;
import dayone.Daemon;
import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A simulation's hub goes from SQLite to PostgreSQL and back, by the command line, while a daemon posts and waits for
 * an answer and a bot shows what happens.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MoveStoryTest {
    private static final int POSTS_MIN = 20;
    private static final String ASKED = "daemon asks: PRIORITY 3 needs a database. Which one?";
    private static final String ANSWERED = "answered: postgres";
    private static final String DONE = "daemon says: PRIORITY 3 is done, on postgres";

    @TempDir
    Path folder;

    private TestShell shell;
    private HubRun hub;

    @Test
    void a_bot_and_a_daemon_notice_nothing_of_a_move_there_and_back() throws Exception {
        String url = TestPostgres.freshDatabase();
        List<String> channel = new CopyOnWriteArrayList<>();
        List<String> expected = new ArrayList<>();
        try (HubRun run = HubRun.start(folder, "--port", "0").up()) {
            hub = run;
            shell = new TestShell(folder).with("SIGNALBOX_URL", run.url().toString());
            try (Signalbox daemonsEnd = open("daemon");
                    Signalbox botsEnd = open("bot")) {
                Bot bot = new Bot(botsEnd, channel::add);
                bot.show();
                Daemon daemon = new Daemon(daemonsEnd, line -> {});

                movedBeside(daemon, bot, channel, expected, "there", "--to", url);
                assertThat(shell.run("status").out()).contains("postgresql");
                movedBeside(daemon, bot, channel, expected, "back", "back");
                assertThat(shell.run("status").out()).contains("sqlite");
            }
        }
        // What has one target keeps its order; notifications do not wait for each other.
        assertThat(channel).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(channel).containsSubsequence(ASKED, ANSWERED, DONE, ASKED, ANSWERED, DONE);
    }

    /** The daemon asks before the move and is answered behind it; what it reports meanwhile is all shown, once. */
    private void movedBeside(
            Daemon daemon, Bot bot, List<String> channel, List<String> expected, String way, String... move)
            throws Exception {
        Question question = daemon.askForDatabase(way);
        CompletableFuture<Answer> told = CompletableFuture.supplyAsync(() -> daemon.workOnceAnswered(question));
        try (Reports reports = new Reports(way, daemon::report)) {
            reports.more(POSTS_MIN);
            List<String> command = new ArrayList<>(List.of("move"));
            command.addAll(List.of(move));
            TestShell.Run moved = shell.run(command.toArray(String[]::new));
            assertThat(moved.exitCode()).as(moved.err()).isZero();
            assertThat(moved.err()).contains("To go back: signalbox move back");
            reports.more(POSTS_MIN);
            reports.close();
            expected.add(ASKED);
            reports.said().forEach(said -> expected.add("daemon says: " + said));
        }
        bot.answer(question.id(), "postgres", "slack:U123 Jane");
        assertThat(told.get(60, TimeUnit.SECONDS).onBehalfOf()).isEqualTo("slack:U123 Jane");
        expected.add(ANSWERED);
        expected.add(DONE);
        Eventually.assertThat(() -> assertThat(channel).hasSizeGreaterThanOrEqualTo(expected.size()));
    }

    private Signalbox open(String role) {
        TestShell.Run made = shell.run("keys", "create", role, "--role", role, "--quiet");
        assertThat(made.exitCode()).as(made.err()).isZero();
        return Signalbox.open(
                options -> options.url(hub.url()).key(made.result()).store(folder.resolve(role + ".db")));
    }

    /** One report after the other, until it is closed. */
    private static final class Reports implements AutoCloseable {
        private final String name;
        private final Consumer<String> report;
        private final List<String> said = new CopyOnWriteArrayList<>();
        private final Thread thread = new Thread(this::run, "reports");
        private volatile boolean ended;

        Reports(String name, Consumer<String> report) {
            this.name = name;
            this.report = report;
            thread.start();
        }

        List<String> said() {
            return said;
        }

        void more(int count) {
            int wanted = said.size() + count;
            Eventually.until("it goes on reporting", () -> said.size() >= wanted);
        }

        private void run() {
            while (!ended) {
                String step = name + " " + said.size();
                report.accept(step);
                said.add(step);
                // An outbox takes them much faster than a hub: a step takes its time.
                LockSupport.parkNanos(10_000_000);
            }
        }

        @Override
        public void close() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }
}
