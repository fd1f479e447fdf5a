package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.Figure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands {@code signalbox traces cost | tokens | latency | errors | volume}. */
final class TracesFigures {
    private TracesFigures() {}

    /** What observations are put together by. The names are the words of {@code --by}. */
    enum By {
        model,
        name,
        type,
        user,
        session,
        trace,
        environment
    }

    /** Steps of time. The names are the words of {@code --interval}. */
    enum Interval {
        hour,
        day,
        week
    }

    /** Which figures: the options that all five share. */
    static final class Options {
        @Option(
                names = "--by",
                paramLabel = "WHAT",
                description = "A line for each: model, name, type, user, session, trace (its name), environment.")
        private @Nullable By by;

        @Option(names = "--interval", paramLabel = "STEP", description = "A line for each hour, day or week, in UTC.")
        private @Nullable Interval interval;

        @Option(
                names = "--top",
                paramLabel = "NUMBER",
                description = "Only so many groups: the largest over the whole time.")
        private @Nullable Integer top;

        @Option(names = "--from", paramLabel = "WHEN", description = "Not older: 24h, 7d, a date or a time.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "WHEN", description = "Older than this.")
        private @Nullable String to;

        @Option(names = "--model", paramLabel = "MODEL", description = "Only calls of this model.")
        private @Nullable String model;

        @Option(names = "--name", paramLabel = "NAME", description = "Only steps with this name.")
        private @Nullable String name;

        @Option(names = "--type", paramLabel = "TYPE", description = "Only generation, tool, agent, span …")
        private @Nullable String type;

        @Option(names = "--environment", paramLabel = "NAME", description = "Only of this environment.")
        private @Nullable String environment;

        @Option(names = "--user", paramLabel = "USER", description = "Only of this user of the agent.")
        private @Nullable String user;

        private Map<String, String> query(Instant now) {
            Map<String, String> query = new LinkedHashMap<>();
            TraceFilterOptions.put(query, "by", by == null ? null : by.name());
            TraceFilterOptions.put(query, "interval", interval == null ? null : interval.name());
            TraceFilterOptions.put(query, "top", top == null ? null : top.toString());
            TraceFilterOptions.put(query, "from", from == null ? null : Moments.time(from, now));
            TraceFilterOptions.put(query, "to", to == null ? null : Moments.time(to, now));
            TraceFilterOptions.put(query, "model", model);
            TraceFilterOptions.put(query, "name", name);
            TraceFilterOptions.put(query, "type", type == null ? null : type.toUpperCase(Locale.ROOT));
            TraceFilterOptions.put(query, "environment", environment);
            TraceFilterOptions.put(query, "userId", user);
            return query;
        }
    }

    /** One measure: its name is the one of its command. */
    private static class Figures implements Subcommand {
        private final String measure = getClass().getAnnotation(Command.class).name();

        @Mixin
        private final Options options = new Options();

        @Override
        public void run(CommandRun run) {
            Output output = run.output();
            Map<String, String> query = options.query(run.now());
            List<Figure> figures = run.await(run.traces().figures(measure, query));
            FigureTable table = new FigureTable(
                    measure,
                    options.by == null ? null : options.by.name(),
                    options.interval,
                    output.ink(),
                    run.shell().columns());
            output.list(figures, items -> items.isEmpty() ? "" : table.of(items));
            if (figures.isEmpty()) output.note("Nothing of that kind.");
            long unpriced = figures.stream()
                    .mapToLong(each -> each.unpriced() == null ? 0 : each.unpriced())
                    .sum();
            if (unpriced > 0) {
                output.note(Amounts.count(unpriced) + (unpriced == 1 ? " call has" : " calls have")
                        + " no price and no part in the cost: signalbox prices list --unknown");
            }
        }
    }

    @Command(
            name = "cost",
            description = "What calls of models cost.",
            footer = {
                "%nExamples:",
                "  signalbox traces cost --by model --from 7d",
                "  signalbox traces cost --interval day --from 30d",
                "  signalbox traces cost --by user -o json"
            })
    static final class Cost extends Figures {}

    @Command(
            name = "tokens",
            description = "Tokens in and out; cached ones are counted once.",
            footer = {
                "%nExamples:",
                "  signalbox traces tokens --by model",
                "  signalbox traces tokens --interval hour --from 24h"
            })
    static final class Tokens extends Figures {}

    @Command(
            name = "latency",
            description = "How long steps took: the half, nine of ten, 99 of 100; and until the first token.",
            footer = {
                "%nExamples:",
                "  signalbox traces latency --by model",
                "  signalbox traces latency --by name --type tool --from 24h",
                "%nBars reach to the p50 (█), the p90 (▓) and the p99 (░). 1ST TOKEN: p50 of the",
                "time to the first token, where programs tell it."
            })
    static final class Latency extends Figures {}

    @Command(
            name = "errors",
            description = "Steps that failed, and how many of all they are.",
            footer = {
                "%nExamples:",
                "  signalbox traces errors --by name --top 20",
                "  signalbox traces errors --by model --interval day",
                "%nThe traces themselves: signalbox traces list --level error"
            })
    static final class Errors extends Figures {}

    @Command(
            name = "volume",
            description = "How many steps there were, in how many traces.",
            footer = {
                "%nExamples:",
                "  signalbox traces volume --interval day --from 30d",
                "  signalbox traces volume --by environment"
            })
    static final class Volume extends Figures {}
}
