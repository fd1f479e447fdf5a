package codingdaemon;

import dev.signalbox.client.Notifications;
import dev.signalbox.client.RoadmapCommands;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.TableCommands;
import dev.signalbox.client.local.ExecutionLog;
import dev.signalbox.client.local.Task;
import dev.signalbox.client.local.TaskQueue;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A daemon that works the roadmap off. What it has to do and what it did stay in its own store; what people must see goes through the
 * hub, in the same transaction.
 */
public final class CodingDaemon implements AutoCloseable {
    private static final String NAME = "coder";
    private static final Duration LEASE = Duration.ofMinutes(30);

    private final Signalbox hub;
    private final Replica roadmap;
    private final TaskQueue tasks;
    private final ExecutionLog log;

    public CodingDaemon(Signalbox hub) {
        this.hub = hub;
        this.roadmap = hub.replica("roadmap");
        this.tasks = hub.local().tasks("roadmap");
        this.log = hub.local().executionLog();
    }

    /** The copy of the roadmap that it plans from. It can be read without the hub. */
    public Replica roadmap() {
        return roadmap;
    }

    /** Makes a private task of each planned item, once. Works from the copy, so also while the hub is away. */
    public List<String> plan() {
        List<ReplicaRow> planned = roadmap.query(all -> all.where("status", "planned")).items();
        for (ReplicaRow item : planned) tasks.enqueue(item.row().path("key").textValue(), item.row());
        return planned.stream()
                .map(item -> item.row().path("key").textValue())
                .toList();
    }

    /** Takes the next task and says so; empty when there is nothing to do. */
    public Optional<Task> begin() {
        Optional<Task> next = tasks.claim(LEASE);
        next.ifPresent(task -> hub.local().write(tx -> {
            log.append(tx, task.key(), "begun", Map.of("attempt", task.attempts()));
            tx.send(RoadmapCommands.setStatus(task.key(), RoadmapItem.Status.IN_PROGRESS));
            tx.send(status("working", task.key()));
        }));
        return next;
    }

    /** Asks a person what it cannot decide itself. The question is on this machine's disk when this returns. */
    public Question ask(Task task, String prompt, String... options) {
        Question question =
                hub.questions().ask(prompt, ask -> ask.options(options).priority(4));
        hub.local().write(tx -> {
            log.append(tx, task.key(), "asked", Map.of("question", question.id()));
            tx.send(status("waiting_for_answer", task.key()));
        });
        return question;
    }

    /** Waits for the answer, however long that takes, and ends the task: its end and what people see of it commit together. */
    public Answer finish(Task task, Question question) {
        Answer answer = hub.questions().await(question.id());
        hub.local().write(tx -> {
            log.append(tx, task.key(), "done", Map.of("with", answer.value()));
            tasks.complete(tx, task);
            tx.send(RoadmapCommands.setStatus(task.key(), RoadmapItem.Status.DONE));
            tx.send(Notifications.command(task.key() + " is done, on " + answer.value(), note -> note.tag("roadmap")));
            tx.send(status("idle", null));
        });
        return answer;
    }

    @Override
    public void close() {
        roadmap.close();
    }

    /** Works the roadmap off, once. The hub and a key of role daemon are named by the environment. */
    public static void main(String[] arguments) throws Exception {
        try (Signalbox hub = Signalbox.open();
                CodingDaemon daemon = new CodingDaemon(hub)) {
            daemon.roadmap().ready().toCompletableFuture().get(1, TimeUnit.MINUTES);
            System.out.println("On the roadmap: " + String.join(", ", daemon.plan()));
            for (Optional<Task> next = daemon.begin(); next.isPresent(); next = daemon.begin()) {
                Task task = next.get();
                Question question = daemon.ask(task, task.key() + " needs a database. Which one?", "sqlite", "postgres");
                System.out.println(task.key() + ": I have a question.");
                System.out.println(task.key() + ": done, on " + daemon.finish(task, question).value() + ".");
            }
        }
    }

    private static dev.signalbox.wire.command.Command status(String state, String item) {
        Map<String, String> row =
                item == null ? Map.of("daemon", NAME, "state", state) : Map.of("daemon", NAME, "state", state, "item", item);
        return TableCommands.put("daemon_status", NAME, row, null);
    }
}
