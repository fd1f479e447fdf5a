package dev.signalbox.hub.ownership;

import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.RateLimits;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.wire.resource.Ownership;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A matrix as the API shows it. */
final class OwnershipView {
    private OwnershipView() {}

    static Ownership of(OwnershipMatrix matrix, AppliedMatrix applied) {
        Map<String, OwnershipMatrix.Table> builtIn = new HashMap<>();
        matrix.builtIn().forEach(table -> builtIn.put(table.name(), table));
        List<Ownership.Table> tables = new ArrayList<>();
        for (TableDeclaration table : matrix.tables()) tables.add(tableOf(table, builtIn.get(table.name()), matrix));
        return new Ownership(
                applied.version(),
                applied.sha256(),
                applied.at(),
                applied.by(),
                matrix.roles().stream()
                        .map(role -> new Ownership.Role(role.name(), role.description()))
                        .toList(),
                tables,
                limitsOf(matrix.rateLimits()));
    }

    private static Ownership.Table tableOf(
            TableDeclaration table, OwnershipMatrix.@Nullable Table builtIn, OwnershipMatrix matrix) {
        String family = builtIn == null ? table.name() : builtIn.family();
        return new Ownership.Table(
                table.name(),
                table.change().word(),
                table.isolatedTo(),
                table.change() == Change.ISOLATED ? null : family + ".*",
                table.holdsRows() ? table.key() : null,
                matrix.inOrder(table.writers()),
                matrix.inOrder(table.readers()),
                builtIn == null ? null : commandsOf(builtIn, matrix),
                table.holdsRows() ? table.schema() : null,
                table.retention() == null ? null : table.retention().toString(),
                table.why());
    }

    private static Map<String, List<String>> commandsOf(OwnershipMatrix.Table table, OwnershipMatrix matrix) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        table.commands().forEach((command, senders) -> commands.put(command, matrix.inOrder(senders)));
        return commands;
    }

    private static Map<String, Ownership.RateLimit> limitsOf(RateLimits limits) {
        Map<String, Ownership.RateLimit> shown = new HashMap<>();
        limits.byRole()
                .forEach((role, limit) -> shown.put(
                        role,
                        new Ownership.RateLimit(limit.requests(), limit.per().toString(), limit.burst())));
        return shown;
    }
}
