package dev.signalbox.cli.trace;

import dev.signalbox.cli.text.Ages;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.resource.Trace;
import dev.signalbox.wire.resource.TraceSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces and sessions as lists for people, and what is said of one wherever it stands. */
final class TraceText {
    private static final int ID_WIDTH = 32;

    private TraceText() {}

    /** A line a trace; narrow terminals lack columns that {@code traces show} has. */
    static String list(List<Trace> traces, Ink ink, int columns, Instant now) {
        boolean tokens = columns >= 100;
        boolean user = columns >= 120 && traces.stream().anyMatch(each -> each.userId() != null);
        int fixed = 4 + 2 + 2 + 7 + 2 + (tokens ? 11 : 0) + 9 + (user ? 14 : 0) + 8 + ID_WIDTH;
        int name = Math.max(12, Math.min(40, columns - fixed));
        return new Columns<Trace>()
                .with("AGE", trace -> Ages.since(trace.timestamp(), now))
                .with("NAME", trace -> Cells.cut(nameOf(trace), name))
                .with("TIME", trace -> trace.durationMicros() == null ? null : Amounts.duration(trace.durationMicros()))
                .when(tokens, "TOKENS", TraceText::tokens)
                .with("COST", trace -> cost(trace.cost(), trace.unpriced()))
                .when(user, "USER", trace -> trace.userId() == null ? null : Cells.cut(trace.userId(), 12))
                .with("STATE", TraceText::state)
                .with("ID", trace -> new Table.Ready(ink.dim(trace.id())))
                .of(traces, ink, columns);
    }

    static String sessions(List<TraceSession> sessions, Ink ink, int columns, Instant now) {
        return new Columns<TraceSession>()
                .with("LAST", session -> Ages.since(session.lastAt(), now))
                .with("TRACES", TraceSession::traces)
                .with("TOKENS", TraceText::tokens)
                .with("COST", session -> cost(session.cost(), session.unpriced()))
                .with("ERRORS", session -> session.errors() == 0 ? "" : session.errors())
                .with("USER", session -> session.userId() == null ? "" : Cells.cut(session.userId(), 16))
                .with("SESSION", TraceSession::id)
                .of(sessions, ink, columns);
    }

    static String nameOf(Trace trace) {
        return trace.name() == null || trace.name().isBlank() ? "(no name)" : trace.name();
    }

    static String tokens(Trace trace) {
        return Amounts.tokens(trace.inputTokens(), trace.outputTokens(), trace.totalTokens());
    }

    static String tokens(TraceSession session) {
        return Amounts.tokens(session.inputTokens(), session.outputTokens(), session.totalTokens());
    }

    /** A cost that lacks something says so. */
    static String cost(@Nullable BigDecimal known, long unpriced) {
        if (known == null) return unpriced > 0 ? "unknown" : "";
        return Amounts.dollars(known) + (unpriced > 0 ? "+?" : "");
    }

    static String state(Trace trace) {
        StringBuilder state = new StringBuilder();
        if (trace.errors() > 0) state.append("✗").append(trace.errors()).append(' ');
        if (trace.warnings() > 0) state.append("!").append(trace.warnings()).append(' ');
        if (trace.running() > 0) state.append("→").append(trace.running());
        return state.toString().strip();
    }
}
