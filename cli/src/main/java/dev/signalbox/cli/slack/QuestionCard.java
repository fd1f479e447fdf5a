package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a question looks in Slack: a card with buttons, a select for more than {@link #BUTTONS_MAX} options, a button
 * that opens a field for text; without any of them, and with who answered what, when it is over.
 */
final class QuestionCard {
    /** Options that are buttons: what fits a phone's width; Slack itself would take 25. */
    static final int BUTTONS_MAX = 5;
    /** Buttons and options are named so; behind it stands which one. */
    static final String ANSWER = "answer";
    /** The button that opens the field for a text. */
    static final String WRITE = "write";

    private static final int BODY_SECTIONS_MAX = 4;
    private static final Pattern BLOCK_ID = Pattern.compile("q:([0-9a-f-]{36}):(\\d{1,18})");

    private QuestionCard() {}

    /**
     * Which question in which version something was pressed on.
     *
     * @param version as the card showed it
     */
    record Pressed(String id, long version) {
        static Optional<Pressed> of(String blockId) {
            Matcher matcher = BLOCK_ID.matcher(blockId);
            return matcher.matches()
                    ? Optional.of(new Pressed(matcher.group(1), Long.parseLong(matcher.group(2))))
                    : Optional.empty();
        }
    }

    static ArrayNode blocks(Question question) {
        Blocks blocks = new Blocks().section(Mrkdwn.bold(question.prompt()));
        String body = question.body();
        if (body != null) addBody(blocks, body, question.id());
        if (question.state() == Question.State.PENDING) {
            addOptions(blocks, question);
            blocks.context(asked(question));
        } else {
            blocks.section(result(question)).context(asked(question));
        }
        return blocks.all();
    }

    /** What a phone shows of it, and what programs read that know no blocks. */
    static String text(Question question) {
        String state = question.state() == Question.State.PENDING ? "" : " – " + result(question);
        return Mrkdwn.cut(Mrkdwn.escaped(question.prompt()).replaceAll("\\s+", " ") + state, Blocks.SECTION_CHARS_MAX);
    }

    /** How it ended. */
    static String result(Question question) {
        return switch (question.state()) {
            case PENDING -> "It waits for an answer.";
            case EXPIRED -> "Its time is over; nobody answered.";
            case CANCELLED -> "It was taken back; no answer is needed.";
            case ANSWERED -> answered(Objects.requireNonNull(question.answer()));
        };
    }

    static String answered(Answer answer) {
        String value = Mrkdwn.code(Mrkdwn.cut(answer.value(), 200));
        if (answer.source() == Answer.Source.DEFAULT) return value + " by default, " + Blocks.at(answer.at());
        String person = Objects.requireNonNullElse(answer.onBehalfOf(), answer.by());
        String name = person.replaceFirst("^slack:\\S+ ", "");
        return value + " answered *" + Mrkdwn.escaped(name).replaceAll("[*\\s]+", " ") + "* through "
                + Mrkdwn.escaped(answer.via()) + ", " + Blocks.at(answer.at());
    }

    /** The field for a text. */
    static ObjectNode modal(Question question, String metadata) {
        ObjectNode view =
                Json.object().put("type", "modal").put("callback_id", ANSWER).put("private_metadata", metadata);
        view.set("title", Blocks.plain("Answer", Blocks.TITLE_CHARS_MAX));
        view.set("submit", Blocks.plain("Send", Blocks.TITLE_CHARS_MAX));
        view.set("close", Blocks.plain("Not now", Blocks.TITLE_CHARS_MAX));
        ArrayNode blocks = view.putArray("blocks");
        new Blocks().section(Mrkdwn.bold(question.prompt())).all().forEach(blocks::add);
        ObjectNode input = blocks.addObject().put("type", "input").put("block_id", WRITE);
        input.set("label", Blocks.plain("Your answer", Blocks.LABEL_CHARS_MAX));
        input.putObject("element")
                .put("type", "plain_text_input")
                .put("action_id", ANSWER)
                .put("multiline", true)
                .put("max_length", Blocks.INPUT_CHARS_MAX);
        return view;
    }

    private static void addBody(Blocks blocks, String body, String id) {
        List<String> sections = Mrkdwn.sections(body, Blocks.SECTION_CHARS_MAX, BODY_SECTIONS_MAX + 1);
        sections.stream().limit(BODY_SECTIONS_MAX).forEach(blocks::section);
        if (sections.size() > BODY_SECTIONS_MAX) blocks.context("… the whole text: `signalbox show " + id + "`");
    }

    private static void addOptions(Blocks blocks, Question question) {
        String blockId = "q:" + question.id() + ":" + question.version();
        List<QuestionOption> options = question.options();
        if (options.isEmpty()) {
            button(blocks.actions(blockId), WRITE, "Answer …", "write", "primary");
            return;
        }
        if (wantsList(options)) blocks.section(list(options));
        ArrayNode elements = blocks.actions(blockId);
        if (options.size() <= BUTTONS_MAX) {
            for (int i = 0; i < options.size(); i++) {
                String style = question.kind() != Question.Kind.APPROVAL ? null : i == 0 ? "primary" : "danger";
                button(elements, ANSWER + ":" + i, label(options, i), Integer.toString(i), style);
            }
        } else {
            select(elements, options);
        }
    }

    private static void button(ArrayNode elements, String action, String label, String value, @Nullable String style) {
        ObjectNode button = elements.addObject()
                .put("type", "button")
                .put("action_id", action)
                .put("value", value);
        button.set("text", Blocks.plain(label, Blocks.LABEL_CHARS_MAX));
        if (style != null) button.put("style", style);
    }

    private static void select(ArrayNode elements, List<QuestionOption> options) {
        ObjectNode select = elements.addObject().put("type", "static_select").put("action_id", ANSWER);
        select.set("placeholder", Blocks.plain("Choose …", Blocks.LABEL_CHARS_MAX));
        ArrayNode entries = select.putArray("options");
        for (int i = 0; i < options.size(); i++) {
            ObjectNode entry = entries.addObject();
            entry.set("text", Blocks.plain(label(options, i), Blocks.LABEL_CHARS_MAX));
            entry.put("value", Integer.toString(i));
        }
    }

    private static String label(List<QuestionOption> options, int at) {
        return wantsList(options)
                ? (at + 1) + ". " + options.get(at).shown()
                : options.get(at).shown();
    }

    /** Whether a button cannot say all that there is to an option. */
    private static boolean wantsList(List<QuestionOption> options) {
        return options.stream()
                .anyMatch(each -> each.description() != null || each.shown().length() > Blocks.LABEL_CHARS_MAX);
    }

    private static String list(List<QuestionOption> options) {
        StringBuilder list = new StringBuilder();
        int each = Blocks.SECTION_CHARS_MAX / options.size() - 8;
        for (int i = 0; i < options.size(); i++) {
            QuestionOption option = options.get(i);
            String words = option.description() == null ? option.shown() : option.shown() + ": " + option.description();
            String line = Mrkdwn.escaped(words).replaceAll("\\s+", " ");
            list.append(i + 1).append(". ").append(Mrkdwn.cut(line, each)).append('\n');
        }
        return list.toString();
    }

    private static String asked(Question question) {
        String ends = question.expiresAt() == null ? "" : " · until " + Blocks.at(question.expiresAt());
        return "asked by " + Mrkdwn.escaped(question.askedBy()) + " · " + Blocks.at(question.askedAt()) + " · priority "
                + question.priority() + ends;
    }
}
