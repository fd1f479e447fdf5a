package dev.signalbox.cli.operator;

import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.resource.SchemaStatus;
import dev.signalbox.wire.resource.SchemaStatus.Applied;
import dev.signalbox.wire.resource.SchemaStatus.Holder;
import dev.signalbox.wire.resource.SchemaStatus.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The state of a hub's stores for people. */
final class SchemaText {
    private static final int SECONDS_END = 19;

    private SchemaText() {}

    static String of(SchemaStatus status, Output output, Instant now) {
        Ink ink = output.ink();
        List<String> parts = new ArrayList<>();
        parts.add(new Columns<Store>()
                .with("LOG", Store::log)
                .with("SCHEMA", store -> store.version() + " of " + status.knows())
                .with("STATE", Store::state)
                .with(
                        "A START APPLIES",
                        store -> store.trouble() != null
                                ? "nothing: it refuses"
                                : store.pending().isEmpty() ? "nothing" : String.join(", ", store.pending()))
                .with("WHERE", Store::where)
                .of(status.stores(), ink, output.width()));
        record Line(String log, Applied applied) {}
        List<Line> lines = new ArrayList<>();
        for (Store store : status.stores()) {
            for (Applied applied : store.applied()) lines.add(new Line(store.log(), applied));
        }
        if (!lines.isEmpty()) {
            parts.add(new Columns<Line>()
                    .with("LOG", Line::log)
                    .with(
                            "FILE",
                            line -> line.applied().file() + (line.applied().success() ? "" : " FAILED"))
                    .with("APPLIED AT", line -> seconds(line.applied().at()))
                    .with("BY", line -> line.applied().by())
                    .of(lines, ink, output.width()));
        }
        for (Store store : status.stores()) {
            if (store.trouble() == null) continue;
            String trouble = ink.red(store.log() + ":") + " " + Ink.plain(store.trouble());
            parts.add(String.join(System.lineSeparator(), Prose.wrap(trouble, output.width())));
        }
        if (!status.holders().isEmpty()) {
            parts.add(new Columns<Holder>()
                    .with("HOLDS", Holder::holds)
                    .with("PROCESS", holder -> holder.pid() == 0 ? null : holder.pid())
                    .with("NAME", Holder::name)
                    .with("FOR", holder -> holder.since() == null ? null : Ages.since(holder.since(), now))
                    .of(status.holders(), ink, output.width()));
        } else {
            parts.add("Nobody works on them just now.");
        }
        return String.join(System.lineSeparator() + System.lineSeparator(), parts);
    }

    /** Ledgers of SQLite write {@code 2026-11-29 16:04:58}, those of PostgreSQL with a fraction. */
    private static String seconds(String at) {
        return at.length() <= SECONDS_END ? at : at.substring(0, SECONDS_END);
    }
}
