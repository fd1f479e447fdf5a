package dev.signalbox.cli.text;

import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Instant;
import java.util.stream.Collectors;

/** Questions, notifications and answers as one line for people. */
public final class ResourceLines {
    /** Says that there is a body, which {@code signalbox show} shows. */
    public static final String BODY = " ¶";

    private static final int HEAD_MIN = 20;

    private ResourceLines() {}

    /** The prompt, its options, and when it expires or how it ended. */
    public static String question(Question question, Ink ink, Instant now) {
        return question(question, ink, now, Integer.MAX_VALUE);
    }

    /**
     * The same, cut to a width: the prompt gives way before the options, and the deadline goes when both are too long.
     */
    public static String question(Question question, Ink ink, Instant now, int width) {
        String options = question.options().stream().map(QuestionOption::value).collect(Collectors.joining(" | "));
        String shown = options.isEmpty() ? "" : " " + ink.cyan("[" + options + "]");
        String end = end(question, ink, now) + Incomplete.mark(question.incomplete(), ink);
        boolean deadlineFits = Cells.width(shown) + Cells.width(end) + HEAD_MIN <= width;
        String behind = deadlineFits || question.state() != Question.State.PENDING ? shown + end : shown;
        return headed(question.prompt(), question.body() != null, behind, ink, width);
    }

    private static String end(Question question, Ink ink, Instant now) {
        Answer answer = question.answer();
        if (answer != null) return "  " + ink.green(answer(answer));
        if (question.state() != Question.State.PENDING)
            return "  " + ink.dim(question.state().word());
        if (question.expiresAt() == null) return "";
        String then = question.defaultValue() == null ? "" : ", then " + question.defaultValue();
        return "  " + ink.dim("expires in " + Ages.until(question.expiresAt(), now) + then);
    }

    /** The title, how often it was posted, its tags, and how it was closed. */
    public static String notification(Notification notification, Ink ink) {
        return notification(notification, ink, Integer.MAX_VALUE);
    }

    /** The same, cut to a width: the link goes first, then the title gives way. */
    public static String notification(Notification notification, Ink ink, int width) {
        StringBuilder tags = new StringBuilder();
        if (notification.count() > 1) tags.append(ink.yellow(" ×" + notification.count()));
        for (String tag : notification.tags()) tags.append(ink.dim(" #" + tag));
        String link = notification.link() == null ? "" : "  " + ink.dim(notification.link());
        String end = "";
        if (notification.state() != Notification.State.OPEN) {
            String by = notification.resolvedBy() != null ? notification.resolvedBy() : notification.acknowledgedBy();
            end = "  " + ink.dim(notification.state().word() + (by == null ? "" : " by " + by));
        }
        end += Incomplete.mark(notification.incomplete(), ink);
        int whole = Cells.width(Ink.plain(notification.title()) + tags + link + end) + BODY.length();
        String behind = tags + (whole > width ? "" : link) + end;
        return headed(notification.title(), notification.body() != null, behind, ink, width);
    }

    /** The first words, a mark when there is more to read, and what stands behind them. */
    private static String headed(String head, boolean hasBody, String behind, Ink ink, int width) {
        String tail = (hasBody ? ink.dim(BODY) : "") + behind;
        int room = Math.max(Math.min(HEAD_MIN, width), width - Cells.width(tail));
        return Cells.fit(Cells.cut(head, room) + tail, width);
    }

    /** A default is never shown as a human's answer. */
    public static String answer(Answer answer) {
        if (answer.source() == Answer.Source.DEFAULT) return "\"" + answer.value() + "\" by default, nobody answered";
        String person = answer.onBehalfOf() == null ? answer.by() : answer.onBehalfOf() + " through " + answer.by();
        return "\"" + answer.value() + "\" by " + person + " (" + answer.via() + ")";
    }
}
