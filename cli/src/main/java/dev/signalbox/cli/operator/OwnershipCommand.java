package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.Ownership;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox ownership}. */
@Command(
        name = "ownership",
        description = "Who may write and read which table, and why: the matrix in force.",
        footer = {
            "%nExamples:",
            "  signalbox ownership",
            "  signalbox ownership questions     one table, with its commands or fields",
            "  signalbox ownership --output json",
            "%nTo change it: signalbox config --help"
        })
public final class OwnershipCommand implements Subcommand {
    /** Narrower terminals lack the reasons, which each table shows for itself. */
    private static final int WIDE = 120;

    @Parameters(paramLabel = "TABLE", arity = "0..1", description = "Only this table, with all that is known of it.")
    private @Nullable String which;

    @Override
    public void run(CommandRun run) {
        Ownership matrix = run.await(run.hub().operator().ownership());
        Output output = run.output();
        if (which == null) {
            String names = String.join(
                    System.lineSeparator(),
                    matrix.tables().stream().map(Ownership.Table::name).toList());
            output.one(matrix, text(matrix, output), names);
        } else {
            Ownership.Table table = named(which, matrix);
            output.one(table, text(table, output), table.name());
        }
    }

    private static Ownership.Table named(String name, Ownership matrix) {
        return matrix.tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.REFUSED, "There is no table \"" + name + "\".", "What there is: signalbox ownership"));
    }

    private static String text(Ownership matrix, Output output) {
        Ink ink = output.ink();
        Columns<Ownership.Table> tables = new Columns<Ownership.Table>()
                .with("TABLE", Ownership.Table::name)
                .with("CHANGES BY", Ownership.Table::change)
                .with("WRITTEN BY", table -> ownerOr(table, ", in its own store", table.writers()))
                .with("READ BY", table -> ownerOr(table, " alone", table.readers()))
                .when(output.width() >= WIDE, "WHY", Ownership.Table::why);
        String line = System.lineSeparator();
        String limits = matrix.rateLimits().isEmpty() ? "" : line + line + limits(matrix, output);
        return tables.of(matrix.tables(), ink, output.width())
                + limits
                + line
                + line
                + ink.dim(Ink.plain(source(matrix)));
    }

    private static String limits(Ownership matrix, Output output) {
        return new Columns<Map.Entry<String, Ownership.RateLimit>>()
                .with("ROLE", Map.Entry::getKey)
                .with("REQUESTS", entry -> entry.getValue().requests())
                .with("EACH", entry -> entry.getValue().per())
                .with("AT ONCE", entry -> entry.getValue().burst())
                .of(new TreeMap<>(matrix.rateLimits()).entrySet(), output.ink(), output.width());
    }

    private static String source(Ownership matrix) {
        if (matrix.version() == 0) return "The shipped matrix; no file was applied.";
        String at = matrix.appliedAt() == null
                ? ""
                : " at " + Times.format(matrix.appliedAt()).substring(0, 19);
        return "Version " + matrix.version() + ", applied by " + matrix.appliedBy() + at + ".";
    }

    private static String text(Ownership.Table table, Output output) {
        Table facts = new Table(output.ink(), table.name(), "");
        facts.row("why", table.why());
        facts.row("changes by", table.change());
        if (table.isolatedTo() != null) {
            facts.row("isolated to", table.isolatedTo() + ": its rows stay in its own store; the hub refuses them");
            return facts.text(output.width());
        }
        facts.row("written by", roles(table.writers())).row("read by", roles(table.readers()));
        if (table.commands() != null) {
            table.commands().forEach((command, senders) -> facts.row("  " + command, roles(senders)));
        }
        if (table.key() != null) facts.row("key", table.key());
        if (table.schema() != null) {
            table.schema()
                    .path("properties")
                    .forEachEntry((field, schema) -> facts.row("  " + field, schema.toString()));
            table.schema().path("required").forEach(field -> facts.row("  required", field.asText()));
        }
        if (table.retention() != null) facts.row("kept for", table.retention());
        return facts.row("events", table.events()).text(output.width());
    }

    private static String ownerOr(Ownership.Table table, String owns, List<String> roles) {
        return table.isolatedTo() == null ? roles(roles) : table.isolatedTo() + owns;
    }

    private static String roles(List<String> roles) {
        return roles.isEmpty() ? "admin" : String.join(", ", roles);
    }
}
