package dev.signalbox.hub.matrix;

import java.util.Set;
import java.util.TreeSet;

/** The matrix as a page for people; {@code docs/ownership.md} is the one of the shipped matrix. */
public final class OwnershipDocument {
    private static final String HOW_TO = "/ownership-how-to.md";

    private OwnershipDocument() {}

    /** The whole page in Markdown. */
    public static String of(OwnershipMatrix matrix) {
        StringBuilder page = new StringBuilder();
        line(page, "# Who owns what");
        line(page, "");
        line(
                page,
                "For whoever decides which program may write and read what. This page is made from the shipped matrix; a test holds");
        line(page, "it equal. What a running hub goes by: `signalbox ownership`.");
        line(page, "");
        roles(matrix, page);
        tables(matrix, page);
        commands(matrix, page);
        return page.append(MatrixFile.resource(HOW_TO)).toString();
    }

    private static void roles(OwnershipMatrix matrix, StringBuilder page) {
        line(page, "## Roles");
        line(page, "| role | who |");
        line(page, "|---|---|");
        for (OwnershipMatrix.Role role : matrix.roles())
            line(page, "| " + role.name() + " | " + role.description() + " |");
        line(page, "");
    }

    private static void tables(OwnershipMatrix matrix, StringBuilder page) {
        line(page, "## Tables");
        line(page, "An admin writes and reads every table that is not isolated, also where the list does not say so.");
        line(page, "");
        line(page, "| table | written by | read by | how it changes | why |");
        line(page, "|---|---|---|---|---|");
        for (TableDeclaration table : matrix.tables()) {
            boolean isolated = table.change() == Change.ISOLATED;
            line(
                    page,
                    "| " + table.name() + " | "
                            + (isolated ? table.isolatedTo() + ", in its own store" : list(matrix, table.writers()))
                            + " | "
                            + (isolated ? table.isolatedTo() + " alone" : list(matrix, table.readers())) + " | "
                            + words(table.change()) + " | " + table.why() + " |");
        }
        line(page, "");
    }

    private static void commands(OwnershipMatrix matrix, StringBuilder page) {
        line(page, "## Commands of the built-in tables");
        line(page, "`system` is the hub itself: its deadlines.");
        line(page, "");
        line(page, "| command | sent by |");
        line(page, "|---|---|");
        for (OwnershipMatrix.Table table : matrix.builtIn()) {
            for (String command : new TreeSet<>(table.commands().keySet())) {
                Set<String> senders = table.commands().getOrDefault(command, Set.of());
                line(page, "| `" + command + "` | " + list(matrix, senders) + " |");
            }
        }
        line(page, "");
    }

    private static String words(Change change) {
        return switch (change) {
            case COMMANDS -> "by its own commands";
            case APPEND -> "rows are added, never changed";
            case REPLACE -> "a write replaces the row";
            case MERGE -> "a write names fields; each remembers who set it";
            case ISOLATED -> "isolated: the hub refuses it";
        };
    }

    private static String list(OwnershipMatrix matrix, Set<String> roles) {
        return roles.isEmpty() ? OwnershipMatrix.ADMIN : String.join(", ", matrix.inOrder(roles));
    }

    private static void line(StringBuilder page, String text) {
        page.append(text).append('\n');
    }
}
