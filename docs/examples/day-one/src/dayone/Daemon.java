package dayone;

import dev.signalbox.client.Signalbox;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A daemon that works alone until it needs a person: it asks, waits for the answer however long that takes, works on, and says that it
 * is done. It never talks to the bot; both talk to the hub.
 */
public final class Daemon {
    private final Signalbox hub;
    private final Consumer<String> diary;

    /** @param diary hears what the daemon does, a line a step */
    public Daemon(Signalbox hub, Consumer<String> diary) {
        this.hub = hub;
        this.diary = diary;
    }

    /**
     * Asks which database to use, once under this key: a daemon that was killed while it waited waits on the same question when it is
     * started again. Returns at once, also when the hub is away: the question is on this machine's disk.
     */
    public Question askForDatabase(String key) {
        Question question = hub.questions().ask("PRIORITY 3 needs a database. Which one?", ask -> ask.once(key)
                .options("sqlite", "postgres")
                .priority(4)
                .expiresIn(Duration.ofHours(4)));
        diary.accept("I ask: " + question.prompt() + " [sqlite | postgres]");
        return question;
    }

    /** Waits for the answer, through restarts of the hub and cuts of the network, and works with it. */
    public Answer workOnceAnswered(Question question) {
        Answer answer = hub.questions().await(question.id());
        diary.accept("I was told \"" + answer.value() + "\" and go on.");
        hub.notifications().post("PRIORITY 3 is done, on " + answer.value(), note -> note.tag("roadmap")
                .body("The answer came from " + personOf(answer) + "."));
        diary.accept("I post: PRIORITY 3 is done");
        return answer;
    }

    /** Says on the roadmap how far an item has come: the one thing there that a daemon may change. Durable when this returns. */
    public void setStatus(String item, RoadmapItem.Status status) {
        hub.roadmap().setStatus(item, status);
        diary.accept("I set " + item + " to " + status.word());
    }

    /** Reports a step. Durable when this returns, whether the hub can be reached or not. */
    public void report(String step) {
        hub.notifications().post(step, note -> note.priority(2).tag("progress"));
    }

    private static String personOf(Answer answer) {
        return answer.onBehalfOf() == null ? answer.by() : answer.onBehalfOf();
    }

    /** Runs against the hub at {@code SIGNALBOX_URL}, or that of this machine, with a key of role daemon in {@code SIGNALBOX_KEY}. */
    public static void main(String[] arguments) {
        try (Signalbox hub =
                Signalbox.open(options -> options.environment(System.getenv()).store(Path.of("daemon.db")))) {
            Daemon daemon = new Daemon(hub, System.out::println);
            Question question = daemon.askForDatabase("day-one: database of PRIORITY 3");
            daemon.workOnceAnswered(question);
            daemon.setStatus("PRIORITY 3", RoadmapItem.Status.DONE);
        }
    }
}
