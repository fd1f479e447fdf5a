package dev.signalbox.hub.trace.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Note;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.hub.trace.price.Price;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import org.jspecify.annotations.Nullable;

/** What people do to traces and prices. Nothing of it depends on what is there: deleting what is gone is done. */
public final class TraceCommands {
    /** Characters of an id of a client at most. */
    static final int ID_CHARS_MAX = 800;

    private TraceCommands() {}

    /**
     * {@code trace.delete}, and {@code trace.expire} by the hub itself: everything about a trace that came before, its
     * payloads too.
     *
     * @param reason for the record; null for none
     */
    public record DeleteTrace(String traceId, @Nullable String reason) {
        public DeleteTrace {
            traceId = named("traceId", traceId);
        }
    }

    /**
     * {@code trace.delete-score}: one score.
     *
     * @param traceId the trace that it is about; null when it is about none
     */
    public record DeleteScore(String id, @Nullable String traceId) {
        public DeleteScore {
            id = named("id", id);
            if (traceId != null) traceId = named("traceId", traceId);
        }
    }

    /**
     * {@code price.set}: what a model costs from now on, and what all that it was used for has cost.
     *
     * @param prices US dollars by usage key, as numbers or as texts with their digits
     * @param unit per_million, per_thousand or per_one tokens; per_million when absent
     */
    public record SetPrice(
            String model,
            JsonNode prices,
            @Nullable String unit,
            @Nullable String source) {
        public SetPrice {
            var unused = Check.object("prices", prices);
        }
    }

    /** {@code price.remove}: the shipped price holds again. */
    public record RemovePrice(String model) {
        public RemovePrice {
            model = named("model", model);
        }
    }

    /** Makes the commands known; their events go to the log of the traces. */
    public static void register(CommandHandler commands, EventLog traces) {
        commands.notes(traces, "trace.delete", DeleteTrace.class, TraceCommands::erased);
        commands.notes(traces, "trace.expire", DeleteTrace.class, TraceCommands::erased);
        commands.notes(traces, "trace.delete-score", DeleteScore.class, TraceCommands::scoreErased);
        commands.notes(traces, "price.set", SetPrice.class, TraceCommands::priceSet);
        commands.notes(
                traces,
                "price.remove",
                RemovePrice.class,
                wish -> new Note(TraceStream.ofPrice(wish.model()), EventTypes.PRICE_REMOVED, wish));
    }

    private static Note erased(DeleteTrace wish) {
        return new Note(TraceStream.ofTrace(wish.traceId()), EventTypes.TRACE_ERASED, wish);
    }

    private static Note scoreErased(DeleteScore wish) {
        String stream = wish.traceId() == null ? TraceStream.ofScore(wish.id()) : TraceStream.ofTrace(wish.traceId());
        return new Note(stream, EventTypes.TRACE_SCORE_ERASED, wish);
    }

    private static Note priceSet(SetPrice wish) {
        Price price = Price.of(Json.tree(wish));
        return new Note(TraceStream.ofPrice(price.model()), EventTypes.PRICE_SET, price.toJson());
    }

    private static String named(String field, @Nullable String id) {
        if (id == null || id.isBlank()) throw new InvalidInput("/" + field, field + " is required; give it a text");
        if (Check.chars(id) <= ID_CHARS_MAX && id.indexOf('\0') < 0) return id;
        throw new InvalidInput("/" + field, field + " must have at most " + ID_CHARS_MAX + " characters and no NUL");
    }
}
