package dev.signalbox.cli.inbox;

import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a person types to answer, as an answer that the question takes: an option, its number, or the beginning of one
 * option alone. Where options are themselves numbers only a whole option counts. Any text answers a question for one.
 *
 * @param value null when it is no answer
 * @param fault why it is none; empty when it is one
 */
public record Choice(@Nullable String value, String fault) {
    public static Choice of(Question question, String typed) {
        List<QuestionOption> options = optionsOf(question);
        if (options.isEmpty()) return new Choice(typed, "");
        String wanted = typed.strip();
        for (QuestionOption option : options) if (option.value().equals(typed)) return new Choice(option.value(), "");
        for (QuestionOption option : options) if (isCalled(option, wanted)) return new Choice(option.value(), "");
        if (options.stream().anyMatch(option -> option.value().matches("\\d+"))) return none(wanted);
        if (wanted.matches("\\d{1,3}")) {
            int number = Integer.parseInt(wanted);
            return number >= 1 && number <= options.size()
                    ? new Choice(options.get(number - 1).value(), "")
                    : none(wanted);
        }
        List<QuestionOption> begun =
                options.stream().filter(option -> begins(option, wanted)).toList();
        if (begun.size() == 1) return new Choice(begun.get(0).value(), "");
        if (begun.isEmpty() || wanted.isEmpty()) return none(wanted);
        String several = begun.stream().map(QuestionOption::value).collect(Collectors.joining(" and "));
        return new Choice(null, "\"" + wanted + "\" begins " + several + ".");
    }

    /** What may be answered, numbered as it may be typed: {@code 1 sqlite, 2 postgres}; empty when any text may. */
    public static String numbered(Question question) {
        List<QuestionOption> options = optionsOf(question);
        return IntStream.range(0, options.size())
                .mapToObj(i -> (i + 1) + " " + options.get(i).value())
                .collect(Collectors.joining(", "));
    }

    static List<QuestionOption> optionsOf(Question question) {
        return question.kind() == Question.Kind.APPROVAL ? Question.APPROVAL_OPTIONS : question.options();
    }

    private static Choice none(String typed) {
        return new Choice(null, "\"" + typed + "\" is none of its answers.");
    }

    private static boolean isCalled(QuestionOption option, String typed) {
        return option.value().equalsIgnoreCase(typed) || option.shown().equalsIgnoreCase(typed);
    }

    private static boolean begins(QuestionOption option, String typed) {
        String begin = typed.toLowerCase(Locale.ROOT);
        return option.value().toLowerCase(Locale.ROOT).startsWith(begin)
                || option.shown().toLowerCase(Locale.ROOT).startsWith(begin);
    }
}
