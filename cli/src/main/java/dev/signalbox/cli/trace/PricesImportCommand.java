package dev.signalbox.cli.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.cli.run.Progress;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import dev.signalbox.wire.resource.TracePrice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "import",
        description = "Set the prices that a file has, and show what changes.",
        footer = {
            "%nExamples:",
            "  signalbox prices import prices.json --dry-run",
            "  signalbox prices import prices.json",
            "%nThe file, in US dollars for a million tokens:",
            "  {\"models\": [{\"model\": \"my-model\", \"prices\": {\"input\": 2.5, \"output\": 10}}]}"
        })
final class PricesImportCommand implements Subcommand {
    @Parameters(paramLabel = "FILE", description = "JSON.")
    private Path file = Path.of("");

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Path path = run.shell().folder().resolve(file);
        List<TracePrice> wanted = read(path);
        Map<String, TracePrice> held = new LinkedHashMap<>();
        for (TracePrice each : run.await(run.traces().prices()).items()) held.put(each.model(), each);
        List<TracePrice> changed = wanted.stream()
                .filter(each -> !isSame(each, held.get(each.model())))
                .toList();
        judge(changed, run, path);
        output.list(changed, items -> items.stream()
                .map(each -> diff(each, held.get(each.model()), output.ink()))
                .collect(Collectors.joining(System.lineSeparator())));
        Progress progress = new Progress(run.shell());
        int done = 0;
        for (TracePrice each : changed) {
            if (dryRun) break;
            progress.at(done++ + " of " + changed.size() + " prices");
            run.await(run.traces().setPrice(each));
        }
        progress.end();
        int unchanged = wanted.size() - changed.size();
        output.note((dryRun ? "Would set " : "Set ") + changed.size() + (changed.size() == 1 ? " price, " : " prices, ")
                + unchanged + " unchanged." + (dryRun && !changed.isEmpty() ? " Nothing was sent." : ""));
    }

    /** All faults at once: those of the file, else those that the hub finds. Nothing is set before. */
    private static void refuse(List<String> faults, Path path) {
        if (faults.isEmpty()) return;
        throw Failure.usage(path + " has faults. Nothing was sent.", String.join("\n", faults));
    }

    private static void judge(List<TracePrice> prices, CommandRun run, Path path) {
        List<String> faults = new ArrayList<>();
        for (int from = 0; from < prices.size(); from += Limits.BATCH_COMMANDS_MAX) {
            List<TracePrice> some = prices.subList(from, Math.min(prices.size(), from + Limits.BATCH_COMMANDS_MAX));
            CommandBatch wishes = new CommandBatch(some.stream()
                    .map(each -> new Command(Ids.next(), "price.set", null, null, null, Json.tree(each)))
                    .toList());
            List<CommandResult> results = run.await(run.hub().rehearse(wishes)).results();
            for (int i = 0; i < some.size(); i++) {
                Problem problem = results.get(i).problem();
                if (problem != null) faults.add(some.get(i).model() + ": " + Refusals.inWords(problem));
            }
        }
        refuse(faults, path);
    }

    private static List<TracePrice> read(Path path) {
        JsonNode tree;
        try {
            tree = Json.read(GivenFile.text(path).getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (InvalidInput e) {
            throw Failure.usage(path + " is not JSON: " + e.detail() + ".", "Nothing was sent.");
        }
        JsonNode models = tree.isArray() ? tree : tree.path("models");
        if (!models.isArray() || models.isEmpty()) {
            throw Failure.usage("There is no model in " + path + ".", "See: signalbox prices import --help");
        }
        List<TracePrice> prices = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < models.size(); i++) {
            TracePrice price = price(models.path(i), "model " + (i + 1), faults);
            if (!price.model().isBlank() && !seen.add(price.model())) {
                faults.add("model " + (i + 1) + ": " + price.model() + " stands there twice; keep one of the two");
            }
            prices.add(price);
        }
        refuse(faults, path);
        return prices;
    }

    private static TracePrice price(JsonNode each, String name, List<String> faults) {
        Map<String, BigDecimal> prices = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> key : each.path("prices").properties()) {
            try {
                prices.put(key.getKey(), new BigDecimal(key.getValue().asText()));
            } catch (NumberFormatException e) {
                faults.add(name + ": the price of " + key.getKey() + " is no number");
            }
        }
        String model = each.path("model").asText("");
        if (model.isBlank()) faults.add(name + ": lacks its name, \"model\"");
        if (each.path("prices").isEmpty()) faults.add(name + ": lacks its prices");
        String unit = each.path("unit").asText("per_million");
        return new TracePrice(model, prices, unit, each.path("source").asText(null), null);
    }

    private static boolean isSame(TracePrice wanted, @Nullable TracePrice held) {
        return held != null
                && PricesCommand.unit(wanted).equals(PricesCommand.unit(held))
                && plain(wanted).equals(plain(held));
    }

    /** 2.50 is no other price than 2.5. */
    private static Map<String, String> plain(TracePrice price) {
        return price.prices().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> PricesCommand.plain(each.getValue())));
    }

    private static String diff(TracePrice wanted, @Nullable TracePrice held, Ink ink) {
        if (held == null) return ink.green("+ " + wanted.model()) + "  " + Ink.plain(PricesCommand.terms(wanted));
        StringBuilder text = new StringBuilder(ink.yellow("~ " + wanted.model()));
        Set<String> keys = new TreeSet<>(wanted.prices().keySet());
        keys.addAll(held.prices().keySet());
        for (String key : keys) {
            String before = plain(held).getOrDefault(key, "(none)");
            String after = plain(wanted).getOrDefault(key, "(none)");
            if (before.equals(after)) continue;
            text.append("  ").append(Ink.plain(key)).append(' ');
            text.append(ink.red(before)).append(" -> ").append(ink.green(after));
        }
        if (!PricesCommand.unit(wanted).equals(PricesCommand.unit(held))) {
            text.append("  ").append(Ink.plain(PricesCommand.unit(held) + " -> " + PricesCommand.unit(wanted)));
        }
        return text.toString();
    }
}
