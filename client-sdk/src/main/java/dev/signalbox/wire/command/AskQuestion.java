package dev.signalbox.wire.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code question.ask}: ask people something.
 *
 * @param id becomes the question's id; a UUID; null lets the hub choose
 * @param once asks once under this key, whoever asks and in whatever words: when a question of the key is there, that
 *     is the answer, as it stands. Its id is {@link Ids#ofKey}; never together with {@code id}
 * @param kind {@code choice} when absent and there are options, else {@code text}
 * @param options of a choice: {@link Limits#OPTIONS_MIN} to {@link Limits#OPTIONS_MAX} distinct ones; none otherwise
 * @param expiresIn how long after the hub recorded it; not with {@code expiresAt}
 * @param onExpiry what happens at the deadline: {@code expire} (also when absent), or {@code default}, which answers
 *     with {@code defaultValue}
 * @param defaultValue must be a valid answer; required with {@code default}
 * @param excludeAsker whether the asker's own key may not answer
 * @param traceparent the work that waits for the answer: the wait shows in that trace. In the form of the W3C, as the
 *     header of that name, before which it counts
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AskQuestion(
        @Nullable String id,
        @Nullable String once,
        Question.Kind kind,
        String prompt,
        @Nullable String body,
        @Nullable List<QuestionOption> options,
        @Nullable Integer priority,
        @Nullable List<String> tags,
        @Nullable String expiresIn,
        @Nullable Instant expiresAt,
        Question.OnExpiry onExpiry,
        @Nullable String defaultValue,
        @Nullable Boolean excludeAsker,
        @Nullable JsonNode data,
        @Nullable String traceparent) {

    public AskQuestion {
        Check.uuid("id", id);
        checkKey(id, once);
        boolean hasOptions = options != null && !options.isEmpty();
        if (kind == null && options != null && !hasOptions) {
            throw new InvalidInput("/options", "options is empty; give a choice its options, or leave the field out");
        }
        if (kind == null) kind = hasOptions ? Question.Kind.CHOICE : Question.Kind.TEXT;
        prompt = Check.required("prompt", prompt, Limits.TITLE_CHARS_MAX);
        Check.optional("body", body, Limits.TEXT_CHARS_MAX);
        options = options == null ? List.of() : List.copyOf(options);
        checkOptions(kind, options);
        priority = Check.priority(priority);
        tags = Check.tags(tags);
        Expiry expiry = Expiry.of(expiresIn, expiresAt);
        if (onExpiry == null) onExpiry = Question.OnExpiry.EXPIRE;
        checkDefault(kind, options, expiry, onExpiry, defaultValue);
        data = Check.object("data", data);
        if (traceparent != null && TraceParent.parse(traceparent) == null) {
            throw new InvalidInput(
                    "/traceparent",
                    "traceparent must be one of the W3C, as " + TraceParent.EXAMPLE + "; leave it out without a trace");
        }
    }

    @JsonIgnore
    public Expiry expiry() {
        return Expiry.of(expiresIn, expiresAt);
    }

    /** The id that the wish gives the question; null when the hub may choose. */
    @JsonIgnore
    public @Nullable String questionId() {
        return once == null ? id : Ids.ofKey(once);
    }

    /**
     * Whether this is the same question as one that was asked: people read the same and may answer the same. Priority,
     * tags, data, trace and deadline do not count.
     */
    public boolean isAsked(Question asked) {
        return kind == asked.kind()
                && prompt.equals(asked.prompt())
                && Objects.equals(body, asked.body())
                && (kind == Question.Kind.APPROVAL || Objects.equals(options, asked.options()))
                && onExpiry == asked.onExpiry()
                && Objects.equals(defaultValue, asked.defaultValue())
                && Boolean.TRUE.equals(excludeAsker) == asked.excludeAsker();
    }

    private static void checkKey(@Nullable String id, @Nullable String once) {
        if (once == null) return;
        if (id != null) throw new InvalidInput("/id", "once says which id the question has; leave id out, or once");
        Check.required("once", once, Limits.NAME_CHARS_MAX);
        if (!once.equals(once.strip()) || once.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidInput("/once", "once must not begin or end with a blank, and holds no control characters");
        }
        Check.characters("once", once);
    }

    private static void checkOptions(Question.Kind kind, List<QuestionOption> options) {
        if (kind != Question.Kind.CHOICE) {
            if (!options.isEmpty()) {
                throw new InvalidInput("/options", "only a choice has options; leave them out for " + kind.word());
            }
            return;
        }
        if (options.size() < Limits.OPTIONS_MIN || options.size() > Limits.OPTIONS_MAX) {
            throw new InvalidInput(
                    "/options",
                    "a choice needs " + Limits.OPTIONS_MIN + " to " + Limits.OPTIONS_MAX + " options, this one has "
                            + options.size());
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            String value = options.get(i).value();
            if (!seen.add(value)) throw new InvalidInput("/options/" + i, "the option \"" + value + "\" stands twice");
        }
    }

    private static void checkDefault(
            Question.Kind kind,
            List<QuestionOption> options,
            Expiry expiry,
            Question.OnExpiry onExpiry,
            @Nullable String defaultValue) {
        if (onExpiry == Question.OnExpiry.DEFAULT) {
            if (defaultValue == null) {
                throw new InvalidInput("/defaultValue", "onExpiry is default; say which answer defaultValue is");
            }
            if (expiry.equals(Expiry.NEVER)) {
                throw new InvalidInput(
                        "/onExpiry", "onExpiry is default, but nothing expires; give expiresIn or expiresAt");
            }
        }
        if (defaultValue == null) return;
        Check.required("defaultValue", defaultValue, Limits.COMMENT_CHARS_MAX);
        List<String> allowed = Question.answersOf(kind, options);
        if (!allowed.isEmpty() && !allowed.contains(defaultValue)) {
            throw new InvalidInput("/defaultValue", "defaultValue must be one of " + String.join(", ", allowed));
        }
    }
}
