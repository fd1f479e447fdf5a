package dev.signalbox.client.local;

import dev.signalbox.wire.Ids;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A step of the program's own tables. Once it has run somewhere it must not change: what it did is known by its digest.
 *
 * @param number 1, 2, 3 … without a hole
 * @param name what it is for, shown when something is wrong
 * @param statements SQL, one statement each
 */
public record Migration(int number, String name, List<String> statements) {
    public Migration {
        if (number < 1) throw new IllegalArgumentException("migrations are numbered from 1");
        if (name.isBlank()) throw new IllegalArgumentException("say what migration " + number + " is for");
        if (statements.isEmpty()) throw new IllegalArgumentException("migration " + number + " does nothing");
        statements = List.copyOf(statements);
        statements.forEach(PrivateSql::checked);
    }

    /** Reads well in a list: {@code Migration.of(1, "tasks", "CREATE TABLE …")}. */
    public static Migration of(int number, String name, String... statements) {
        return new Migration(number, name, List.of(statements));
    }

    String sha256() {
        byte[] text = String.join("\n;\n", statements).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Ids.sha256(text));
    }
}
