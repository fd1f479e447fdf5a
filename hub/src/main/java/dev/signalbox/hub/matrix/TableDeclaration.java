package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One table of the ownership matrix, declared in a file or built in. Immutable, as long as nobody changes
 * {@code schema}.
 *
 * @param name {@code [a-z][a-z0-9_]{0,39}}; of a declared table also the family of its events and the category of its
 *     streams
 * @param key the field of a row that is its key
 * @param schema JSON Schema (2020-12) of a whole row; an empty object when any object will do
 * @param writers roles that may write; {@link OwnershipMatrix#ALL} stands for every role. Empty when isolated
 * @param readers roles that may read rows and events; {@code ALL} likewise. Empty when isolated
 * @param change how it changes
 * @param isolatedTo the role whose own store has the rows; null unless {@code change} is {@link Change#ISOLATED}
 * @param retention how long a row is kept after its last change; null for ever
 * @param why the reason for all this, for people
 */
public record TableDeclaration(
        String name,
        String key,
        JsonNode schema,
        Set<String> writers,
        Set<String> readers,
        Change change,
        @Nullable String isolatedTo,
        @Nullable Duration retention,
        String why) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    public TableDeclaration {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a table's name has 1 to 40 small letters, digits and underscores, not " + name);
        }
        if ((change == Change.ISOLATED) != (isolatedTo != null)) {
            throw new IllegalArgumentException(name + " must name the role that it is isolated to");
        }
        writers = Set.copyOf(writers);
        readers = Set.copyOf(readers);
    }

    /** Whether a table may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the hub holds its rows as rows: neither built in nor isolated. */
    public boolean holdsRows() {
        return change != Change.COMMANDS && change != Change.ISOLATED;
    }
}
