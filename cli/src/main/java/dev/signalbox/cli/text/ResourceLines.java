package dev.signalbox.cli.text;

import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Instant;
import java.util.stream.Collectors;

/** Questions, notifications and answers as one line for people. */
public final class ResourceLines {
    private ResourceLines() {}

    /** The prompt, its options, and when it expires or how it ended. */
    public static String question(Question question, Ink ink, Instant now) {
        StringBuilder line = new StringBuilder(Ink.plain(question.prompt()));
        String options = question.options().stream().map(QuestionOption::value).collect(Collectors.joining(" | "));
        if (!options.isEmpty()) line.append(' ').append(ink.cyan("[" + options + "]"));
        Answer answer = question.answer();
        if (answer != null) line.append("  ").append(ink.green(answer(answer)));
        else if (question.state() != Question.State.PENDING)
            line.append("  ").append(ink.dim(question.state().word()));
        else if (question.expiresAt() != null) {
            String end = question.defaultValue() == null ? "" : ", then " + question.defaultValue();
            line.append("  ").append(ink.dim("expires in " + Ages.until(question.expiresAt(), now) + end));
        }
        return line.toString();
    }

    /** The title, how often it was posted, its tags, and how it was closed. */
    public static String notification(Notification notification, Ink ink) {
        StringBuilder line = new StringBuilder(Ink.plain(notification.title()));
        if (notification.count() > 1) line.append(ink.yellow(" ×" + notification.count()));
        for (String tag : notification.tags()) line.append(ink.dim(" #" + tag));
        if (notification.link() != null) line.append("  ").append(ink.dim(notification.link()));
        if (notification.state() != Notification.State.OPEN) {
            String by = notification.resolvedBy() != null ? notification.resolvedBy() : notification.acknowledgedBy();
            line.append("  ").append(ink.dim(notification.state().word() + (by == null ? "" : " by " + by)));
        }
        return line.toString();
    }

    /** A default is never shown as a human's answer. */
    public static String answer(Answer answer) {
        if (answer.source() == Answer.Source.DEFAULT) return "\"" + answer.value() + "\" by default, nobody answered";
        String person = answer.onBehalfOf() == null ? answer.by() : answer.onBehalfOf() + " through " + answer.by();
        return "\"" + answer.value() + "\" by " + person + " (" + answer.via() + ")";
    }
}
