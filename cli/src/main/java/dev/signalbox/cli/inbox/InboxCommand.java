package dev.signalbox.cli.inbox;

import static dev.signalbox.cli.run.CommandRun.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ResourceLines;
import dev.signalbox.cli.text.Table;
import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox inbox}. */
@Command(
        name = "inbox",
        description = "What waits for people: pending questions and open notifications, numbered, most urgent first.",
        footer = {
            "%nExamples:",
            "  signalbox inbox",
            "  signalbox answer 2 sqlite            answers number 2 of the list",
            "  signalbox resolve 3                  closes number 3",
            "  signalbox inbox -o jsonl | jq -r 'select(.item == \"question\") | .prompt'",
            "%nWith the hub away it reads the copies of signalbox sync, says so on standard",
            "error with their age, and ends with 0; without copies it ends with 3."
        })
public final class InboxCommand implements Subcommand {
    @Option(names = "--all", description = "Also what is answered, closed or expired.")
    boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many questions and so many notifications. Default: 50.")
    int limit = 50;

    @Override
    public int run(CommandRun run) {
        Found found = OfflineCopies.of(run)
                .read(List.of("questions", "notifications"), () -> ofTheHub(run.hub()), this::ofTheCopies);
        List<Entry> entries = sorted(found.questions(), found.notifications());
        remember(entries, run);
        run.output().list(numbered(entries), items -> text(entries, run));
        if (found.more()) {
            run.output().note("There is more: signalbox inbox --limit " + Math.min(500, limit * 10));
        }
        return ExitCode.DONE;
    }

    /** What waits, newest first. */
    private record Found(List<Question> questions, List<Notification> notifications, boolean more) {}

    private Found ofTheHub(HubApi hub) {
        CompletableFuture<Page<Question>> questions = hub.questions(query("pending"));
        CompletableFuture<Page<Notification>> notifications = hub.notifications(query("open"));
        Page<Question> asked = await(questions);
        Page<Notification> posted = await(notifications);
        boolean more = asked.nextCursor() != null || posted.nextCursor() != null;
        return new Found(asked.items(), posted.items(), more);
    }

    private Found ofTheCopies(SqliteStore store) {
        List<Question> questions = copied(store, "questions", "pending", Question.class);
        List<Notification> notifications = copied(store, "notifications", "open", Notification.class);
        questions.sort(Comparator.comparing(Question::askedAt).reversed());
        notifications.sort(Comparator.comparing(Notification::createdAt).reversed());
        boolean more = questions.size() > limit || notifications.size() > limit;
        return new Found(first(questions), first(notifications), more);
    }

    private <T> List<T> copied(SqliteStore store, String table, String openState, Class<T> type) {
        return OfflineCopies.all(store, table, q -> all ? q : q.where("state", openState), type);
    }

    private <T> List<T> first(List<T> items) {
        return items.subList(0, Math.min(limit, items.size()));
    }

    /** One of the two is not null. */
    private record Entry(
            @Nullable Question question, @Nullable Notification notification) {
        String kind() {
            return question != null ? LastInbox.QUESTION : LastInbox.NOTIFICATION;
        }

        String id() {
            return question != null ? question.id() : notification().id();
        }

        int priority() {
            return question != null ? question.priority() : notification().priority();
        }

        Instant since() {
            return question != null ? question.askedAt() : notification().createdAt();
        }

        String from() {
            return question != null ? question.askedBy() : notification().source();
        }

        Object resource() {
            return question != null ? question : notification();
        }

        @Override
        public Notification notification() {
            if (notification == null) throw new IllegalStateException("neither a question nor a notification");
            return notification;
        }
    }

    private Map<String, String> query(String openState) {
        return Map.of("state", all ? "all" : openState, "limit", Integer.toString(limit));
    }

    private static List<Entry> sorted(List<Question> questions, List<Notification> notifications) {
        List<Entry> entries = new ArrayList<>();
        questions.forEach(question -> entries.add(new Entry(question, null)));
        notifications.forEach(notification -> entries.add(new Entry(null, notification)));
        entries.sort(Comparator.comparingInt(Entry::priority)
                .thenComparing(Entry::since)
                .reversed());
        return entries;
    }

    private static void remember(List<Entry> entries, CommandRun run) {
        try {
            LastInbox.of(run)
                    .remember(entries.stream()
                            .map(entry -> new LastInbox.Entry(entry.kind(), entry.id()))
                            .toList());
        } catch (IOException e) {
            run.output().note("The numbers cannot be remembered (" + e.getMessage() + "); answer by id.");
        }
    }

    /** The API's shapes, with the kind and the number beside. */
    private static List<ObjectNode> numbered(List<Entry> entries) {
        List<ObjectNode> items = new ArrayList<>();
        for (Entry entry : entries) {
            ObjectNode item = Json.object().put("number", items.size() + 1).put("item", entry.kind());
            item.setAll((ObjectNode) Json.tree(entry.resource()));
            items.add(item);
        }
        return items;
    }

    private String text(List<Entry> entries, CommandRun run) {
        Ink ink = run.output().ink();
        if (entries.isEmpty()) return run.output().isQuiet() ? "" : ink.dim("Nothing waits for you.");
        Instant now = run.shell().clock().instant();
        Table table = new Table(ink, "#", "WHAT", "PRIORITY", "AGE", "FROM", "TEXT");
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            String what = entry.question() != null ? "question" : "notice";
            String line = entry.question() != null
                    ? ResourceLines.question(entry.question(), ink, now)
                    : ResourceLines.notification(entry.notification(), ink);
            table.row(
                    i + 1, what, entry.priority(), Ages.since(entry.since(), now), entry.from(), new Table.Ready(line));
        }
        return table.toString();
    }
}
