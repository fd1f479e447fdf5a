package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/**
 * {@code space.create}: a place of its own for a service or a team. With an {@code externalId} it may be repeated: the
 * space that has it is the answer.
 *
 * @param name lower-case letters, digits and hyphens, 1 to 40 characters, a letter first
 * @param externalId what whoever provisions it calls it; one space at most has it. Null for none
 * @param role of its first key; {@code admin} when absent
 * @param matrix the text of a signalbox.yaml that comes into force in it; the shipped matrix when absent
 * @param database a URL of PostgreSQL that keeps it; where the hub keeps its own data when absent
 */
public record CreateSpace(
        String name,
        @Nullable String externalId,
        @Nullable String role,
        @Nullable String matrix,
        @Nullable String database) {
    public CreateSpace {
        name = name(name);
        externalId = Check.optional("externalId", externalId, 200);
        role = Check.optional("role", role, 40);
        matrix = Check.optional("matrix", matrix, Limits.EVENT_DATA_BYTES_MAX);
        database = Check.optional("database", database, 2_000);
    }

    /** Checks the name of a space. Fails with {@link InvalidInput}. */
    static String name(@Nullable String text) {
        String name = Check.required("name", text, 40);
        if (!Check.isSpaceName(name)) {
            throw new InvalidInput(
                    "/name", "name may have lower-case letters, digits and hyphens, a letter first, as billing-test");
        }
        if (name.equals("default")) {
            throw new InvalidInput("/name", "the space default is there from the start; choose another name");
        }
        return name;
    }

    /** The URL without its password: safe to print. */
    @Override
    public String toString() {
        return "CreateSpace[" + name + "]";
    }
}
