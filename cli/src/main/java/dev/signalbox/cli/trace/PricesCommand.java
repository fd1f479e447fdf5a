package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.http.TraceApi.PriceList;
import dev.signalbox.wire.resource.TracePrice;
import dev.signalbox.wire.resource.TraceProblem;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox prices}. */
@Command(
        name = "prices",
        description = "What models cost; a change holds for all that was used before, too.",
        subcommands = {
            PricesCommand.ListAll.class,
            PricesCommand.Set.class,
            PricesCommand.Remove.class,
            PricesImportCommand.class
        },
        footer = {
            "%nExamples:",
            "  signalbox prices list --unknown                  what has no price yet",
            "  signalbox prices set my-model input=2.50 output=10",
            "  signalbox prices import prices.json --dry-run",
            "%nPrices are US dollars for a million tokens. A cost that a program sends with",
            "its trace counts more than any price."
        })
public final class PricesCommand {
    private static final String CACHED = "input_cached_tokens";

    @Command(
            name = "list",
            description = "The prices that hold, or the models that have none.",
            footer = {
                "%nExamples:",
                "  signalbox prices list",
                "  signalbox prices list claude",
                "  signalbox prices list --unknown"
            })
    static final class ListAll implements Subcommand {
        @Parameters(paramLabel = "TEXT", arity = "0..1", description = "Only models with this in their name.")
        private @Nullable String text;

        @Option(names = "--unknown", description = "Models that were used and have no price.")
        private boolean unknown;

        @Override
        public void run(CommandRun run) {
            if (unknown) unknown(run);
            else known(run);
        }

        private void known(CommandRun run) {
            Output output = run.output();
            PriceList prices = run.await(run.traces().prices());
            List<TracePrice> shown = prices.items().stream()
                    .filter(each -> text == null || each.model().contains(text))
                    .toList();
            int models = shown.stream()
                    .mapToInt(each -> Cells.width(each.model()))
                    .max()
                    .orElse(0);
            int room = Math.max(12, run.shell().columns() - models - 37);
            Columns<TracePrice> columns = new Columns<TracePrice>()
                    .with("MODEL", TracePrice::model)
                    .with("INPUT", each -> money(each, "input"))
                    .with("OUTPUT", each -> money(each, "output"))
                    .with("CACHED", each -> money(each, CACHED))
                    .with("FROM", each -> Boolean.TRUE.equals(each.shipped()) ? "shipped" : "you")
                    .with("OTHER", each -> others(each, room));
            output.list(shown, columns);
            if (shown.isEmpty()) output.note("No such prices.");
            output.note("US dollars for a million tokens. The shipped ones are of " + prices.date() + ".");
        }

        private static void unknown(CommandRun run) {
            Output output = run.output();
            List<TraceProblem> problems = run.await(run.traces().problems(Map.of("limit", "500"))).items().stream()
                    .filter(each -> each.kind().equals("unknown_model"))
                    .toList();
            Columns<TraceProblem> columns = new Columns<TraceProblem>()
                    .with("MODEL", TraceProblem::model)
                    .with("CALLS", TraceProblem::count);
            output.list(problems, columns);
            if (problems.isEmpty()) output.note("Every model that was used has a price.");
            else output.note("Give one: signalbox prices set MODEL input=2.50 output=10");
        }
    }

    @Command(
            name = "set",
            description = "Give a model a price, or a pattern with * many.",
            footer = {
                "%nExamples:",
                "  signalbox prices set my-model input=2.50 output=10",
                "  signalbox prices set 'llama-*' input=0.1 output=0.1",
                "  signalbox prices set my-model input=3 output=15 \\",
                "    input_cached_tokens=0.3 input_cache_creation=3.75",
                "%nA kind is what traces show --observation names under usage."
            })
    static final class Set implements Subcommand {
        @Parameters(index = "0", paramLabel = "MODEL", description = "Its name, or a pattern with *.")
        private String model = "";

        @Parameters(
                index = "1..*",
                paramLabel = "KIND=DOLLARS",
                arity = "1..*",
                description = "What a million tokens of a kind cost: input, output, input_cached_tokens …")
        private Map<String, BigDecimal> prices = Map.of();

        @Option(names = "--source", paramLabel = "TEXT", description = "Where the price is from.")
        private @Nullable String source;

        @Override
        public void run(CommandRun run) {
            TracePrice price =
                    run.await(run.traces().setPrice(new TracePrice(model, prices, "per_million", source, null)));
            run.output()
                    .one(
                            price,
                            run.output().ink().green("Set ") + Ink.plain(price.model() + "  " + terms(price)),
                            price.model());
        }
    }

    @Command(
            name = "remove",
            description = "Take your price back; the shipped one holds again, if there is one.",
            footer = {"%nExample:", "  signalbox prices remove my-model"})
    static final class Remove implements Subcommand {
        @Parameters(paramLabel = "MODEL", description = "As it was set.")
        private String model = "";

        @Override
        public void run(CommandRun run) {
            List<TracePrice> set = run.await(run.traces().prices()).items();
            if (set.stream().noneMatch(each -> each.model().equals(model) && !Boolean.TRUE.equals(each.shipped()))) {
                throw Failure.usage("Nobody has set a price for " + model + ".", "See: signalbox prices list");
            }
            run.await(run.traces().removePrice(model));
            Ink ink = run.output().ink();
            run.output().one(Map.of("model", model), ink.green("Removed ") + Ink.plain(model), model);
        }
    }

    static String terms(TracePrice price) {
        return price.prices().entrySet().stream()
                        .map(each -> each.getKey() + " " + plain(each.getValue()))
                        .collect(Collectors.joining("  "))
                + (unit(price).equals("per_million") ? "" : "  " + unit(price));
    }

    static String unit(TracePrice price) {
        return Objects.requireNonNullElse(price.unit(), "per_million");
    }

    private static @Nullable String money(TracePrice price, String key) {
        BigDecimal value = price.prices().get(key);
        return value == null ? "" : plain(value);
    }

    private static String others(TracePrice price, int room) {
        String others = price.prices().entrySet().stream()
                .filter(each -> !List.of("input", "output", CACHED).contains(each.getKey()))
                .map(each -> each.getKey() + " " + plain(each.getValue()))
                .collect(Collectors.joining(", "));
        return Cells.cut((unit(price).equals("per_million") ? "" : unit(price) + " ") + others, room);
    }

    static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
