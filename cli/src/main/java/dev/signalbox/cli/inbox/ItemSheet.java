package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Incomplete;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question or a notification with all that it says, for people. One use. */
final class ItemSheet {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final int LABEL_WIDTH = 10;
    /** Running text is not read well on longer lines. */
    private static final int TEXT_WIDTH_MAX = 100;

    private final List<String> lines = new ArrayList<>();
    private final Ink ink;
    private final Instant now;
    private final int width;

    ItemSheet(CommandRun run) {
        this.ink = run.output().ink();
        this.now = run.now();
        this.width = Math.min(TEXT_WIDTH_MAX, run.shell().columns());
    }

    /** What it says: its words, whose it is, what may be answered until when, its body as plain text. */
    List<String> lines(Item item) {
        Prose.wrap(Ink.plain(item.title()), width).forEach(line -> lines.add(ink.bold(line)));
        if (item.question() != null) question(item.question());
        if (item.notification() != null) notification(item.notification());
        String body = item.question() != null ? item.question().body() : null;
        if (item.notification() != null) body = item.notification().body();
        if (body != null) {
            lines.add("");
            lines.addAll(Prose.ofMarkdown(body, width));
        }
        return lines;
    }

    private void question(Question question) {
        about(Item.QUESTION, question.state().word(), question.priority(), question.tags());
        field("from", question.askedBy() + ", " + ago(question.askedAt()));
        if (question.expiresAt() != null) {
            String then = question.defaultValue() == null ? "" : ", then " + question.defaultValue();
            field("deadline", moment(question.expiresAt()) + left(question) + then);
        }
        if (question.excludeAsker()) field("by", "anybody but " + question.askedBy());
        int number = 1;
        for (QuestionOption option : Choice.optionsOf(question)) {
            field(number == 1 ? "answers" : "", number++ + "  " + described(option));
        }
        field("incomplete", Incomplete.sentence(question.incomplete()));
        field("id", question.id());
        if (question.data() != null) field("data", Json.writeText(question.data()));
    }

    private String left(Question question) {
        Instant end = question.expiresAt();
        return end == null || question.state() != Question.State.PENDING ? "" : " (in " + Ages.until(end, now) + ")";
    }

    private static String described(QuestionOption option) {
        String label = option.label() == null || option.label().equals(option.value()) ? "" : "  " + option.label();
        return option.value() + label + (option.description() == null ? "" : ": " + option.description());
    }

    private void notification(Notification notification) {
        about("notice", notification.state().word(), notification.priority(), notification.tags());
        field("from", notification.source() + ", " + ago(notification.createdAt()));
        if (notification.count() > 1) {
            field("posted", notification.count() + " times, the last " + ago(notification.updatedAt()));
        }
        field("dedup", notification.dedupKey());
        if (notification.link() != null) {
            // A link stays whole, so that it can be clicked.
            lines.add(label("link") + Ink.plain(notification.link()));
        }
        if (notification.expiresAt() != null) field("ends", moment(notification.expiresAt()));
        field("incomplete", Incomplete.sentence(notification.incomplete()));
        field("id", notification.id());
        if (notification.data() != null) field("data", Json.writeText(notification.data()));
    }

    private void about(String what, String state, int priority, List<String> tags) {
        StringBuilder about = new StringBuilder(state).append(", priority ").append(priority);
        for (String tag : tags) about.append(" #").append(tag);
        field(what, about.toString());
    }

    private String ago(Instant then) {
        return Ages.since(then, now) + " ago (" + moment(then) + ")";
    }

    /** A moment as the reader's clock has it. */
    static String moment(Instant moment) {
        return TIME.withZone(ZoneId.systemDefault()).format(moment);
    }

    private void field(String name, @Nullable String value) {
        if (value == null) return;
        String margin = label(name);
        for (String line : Prose.wrap(Ink.plain(value), width - LABEL_WIDTH - 2)) {
            lines.add(margin + line);
            margin = label("");
        }
    }

    private String label(String name) {
        return "  " + ink.dim(name) + " ".repeat(Math.max(1, LABEL_WIDTH - Cells.width(name)));
    }
}
