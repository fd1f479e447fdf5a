package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.ResourceLines;
import dev.signalbox.cli.text.Table;
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
    private boolean all;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many questions and so many notifications. Default: 50.")
    private int limit = 50;

    @Override
    public void run(CommandRun run) {
        Found found = OfflineCopies.of(run)
                .read(List.of("questions", "notifications"), () -> ofTheHub(run), this::ofTheCopies);
        Output output = run.output();
        Instant now = run.now();
        List<Entry> entries = sorted(found, output.ink(), now);
        remember(entries, run);
        output.list(numbered(entries), items -> text(entries, output, now));
        if (found.more()) {
            output.note("There is more: signalbox inbox --limit " + Math.min(500, limit * 10));
        }
    }

    /** What waits, newest first. */
    private record Found(List<Question> questions, List<Notification> notifications, boolean more) {}

    private Found ofTheHub(CommandRun run) {
        CompletableFuture<Page<Question>> questions = run.hub().questions(query("pending"));
        CompletableFuture<Page<Notification>> notifications = run.hub().notifications(query("open"));
        Page<Question> asked = run.await(questions);
        Page<Notification> posted = run.await(notifications);
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

    /** A line of the list: a question or a notification. */
    private record Entry(
            String kind, Object resource, String id, int priority, Instant since, String from, String line) {
        static Entry of(Question question, Ink ink, Instant now) {
            return new Entry(
                    LastInbox.QUESTION,
                    question,
                    question.id(),
                    question.priority(),
                    question.askedAt(),
                    question.askedBy(),
                    ResourceLines.question(question, ink, now));
        }

        static Entry of(Notification notification, Ink ink) {
            return new Entry(
                    LastInbox.NOTIFICATION,
                    notification,
                    notification.id(),
                    notification.priority(),
                    notification.createdAt(),
                    notification.source(),
                    ResourceLines.notification(notification, ink));
        }

        String what() {
            return kind.equals(LastInbox.QUESTION) ? "question" : "notice";
        }
    }

    private Map<String, String> query(String openState) {
        return Map.of("state", all ? "all" : openState, "limit", Integer.toString(limit));
    }

    private static List<Entry> sorted(Found found, Ink ink, Instant now) {
        List<Entry> entries = new ArrayList<>();
        found.questions().forEach(question -> entries.add(Entry.of(question, ink, now)));
        found.notifications().forEach(notification -> entries.add(Entry.of(notification, ink)));
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

    private static String text(List<Entry> entries, Output output, Instant now) {
        if (entries.isEmpty()) return output.isQuiet() ? "" : output.ink().dim("Nothing waits for you.");
        Table table = new Table(output.ink(), "#", "WHAT", "PRIORITY", "AGE", "FROM", "TEXT");
        int number = 1;
        for (Entry entry : entries) {
            String age = Ages.since(entry.since(), now);
            table.row(number++, entry.what(), entry.priority(), age, entry.from(), new Table.Ready(entry.line()));
        }
        return table.toString();
    }
}
