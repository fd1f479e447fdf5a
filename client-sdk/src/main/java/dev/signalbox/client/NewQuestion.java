package dev.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a question says besides its prompt. With options it is a choice, with {@link #approval} an approval, else it
 * asks for a text. Setters answer the same object; limits are those of {@link AskQuestion}.
 */
public final class NewQuestion {
    private final List<QuestionOption> options = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private @Nullable String once;
    private boolean approval;
    private @Nullable String body;
    private @Nullable Integer priority;
    private @Nullable String expiresIn;
    private @Nullable Instant expiresAt;
    private @Nullable String defaultAnswer;
    private boolean excludeAsker;
    private @Nullable JsonNode data;
    private @Nullable String traceparent;

    NewQuestion() {}

    /**
     * Asks once under this key, in this run of the program and all later ones, whatever became of the question: whoever
     * asks again gets the question that is there, and waits on it. The first words stand. The key is shared by all who
     * ask, so begin it with the program's name.
     */
    public NewQuestion once(String key) {
        once = key;
        return this;
    }

    /** Adds answers to choose from. */
    public NewQuestion options(String... values) {
        for (String value : values) options.add(QuestionOption.of(value));
        return this;
    }

    /** Adds an answer to choose from, with what people read. */
    public NewQuestion option(String value, String label, @Nullable String description) {
        options.add(new QuestionOption(value, label, description));
        return this;
    }

    /** May it be done? Answers are {@code approve} and {@code decline}. */
    public NewQuestion approval() {
        approval = true;
        return this;
    }

    /** The text below the prompt. */
    public NewQuestion body(String text) {
        body = text;
        return this;
    }

    /** 1 (least urgent) to 5 (most urgent); 3 unless set. */
    public NewQuestion priority(int oneToFive) {
        priority = oneToFive;
        return this;
    }

    /** Adds a tag. */
    public NewQuestion tag(String tag) {
        tags.add(tag);
        return this;
    }

    /** How long an answer is of use, from when the hub has the question. */
    public NewQuestion expiresIn(Duration time) {
        expiresIn = time.toString();
        return this;
    }

    /** Until when an answer is of use. */
    public NewQuestion expiresAt(Instant time) {
        expiresAt = time;
        return this;
    }

    /**
     * The answer that the hub gives at the deadline when nobody did; it is never shown as a human's. Needs a deadline.
     */
    public NewQuestion defaultAnswer(String value) {
        defaultAnswer = value;
        return this;
    }

    /** Nobody may answer with the asker's own key. */
    public NewQuestion excludeAsker() {
        excludeAsker = true;
        return this;
    }

    /** Anything of the program's own that is a JSON object: a Map, a record. */
    public NewQuestion data(Object object) {
        data = Json.tree(object);
        return this;
    }

    /**
     * The work that waits for the answer, as the {@code traceparent} of the W3C says it: the wait shows in that trace.
     * With OpenTelemetry it is what a propagator writes into a header of that name. Malformed ones are left out.
     */
    public NewQuestion traceparent(@Nullable String header) {
        traceparent = TraceParent.parse(header) == null ? null : header;
        return this;
    }

    AskQuestion toCommand(String id, String prompt) {
        Question.Kind kind = Question.Kind.TEXT;
        if (!options.isEmpty()) kind = Question.Kind.CHOICE;
        if (approval) kind = Question.Kind.APPROVAL;
        Question.OnExpiry onExpiry = defaultAnswer == null ? Question.OnExpiry.EXPIRE : Question.OnExpiry.DEFAULT;
        return new AskQuestion(
                once == null ? id : null,
                once,
                kind,
                prompt,
                body,
                options,
                priority,
                tags,
                expiresIn,
                expiresAt,
                onExpiry,
                defaultAnswer,
                excludeAsker,
                data,
                traceparent);
    }
}
