package dev.signalbox.hub.command;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.VersionConflict;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The one way in: every write, through whichever door, is a command that this dispatcher authorises against the matrix, validates
 * and hands to its type. Any thread; the future completes on the caller's Vert.x context.
 */
public final class CommandHandler {
    private final EventLog log;
    private final MatrixInForce matrix;
    private final Clock clock;
    private final Map<String, Registered> types = new LinkedHashMap<>();

    /** A kind of command, and the log that its events go to. */
    private record Registered(CommandType<?> type, EventLog log) {}

    public CommandHandler(EventLog log, MatrixInForce matrix, Clock clock) {
        this.log = log;
        this.matrix = matrix;
        this.clock = clock;
    }

    /** Adds a kind of command. Call before the first {@link #handle}. Fails when the name is taken. */
    public void register(CommandType<?> type) {
        register(type, log);
    }

    /** The same for one whose events go to another log than those of the rest. */
    public void register(CommandType<?> type, EventLog to) {
        if (types.putIfAbsent(type.name(), new Registered(type, to)) != null) {
            throw new IllegalArgumentException("two features handle " + type.name());
        }
    }

    /** Names of all commands. */
    public Set<String> names() {
        return Set.copyOf(types.keySet());
    }

    /**
     * Judges one command. Completes when its events are on disk, or when nothing had to change. Fails with {@link Refused} when the
     * hub says no, and with what the log fails with when the store is in trouble; repeating with the same id is always safe.
     */
    public Future<Outcome> handle(Command command, Caller caller) {
        try {
            Registered type = typeOf(command);
            refuseReservedId(command, caller);
            refuseForbidden(command, caller);
            return dispatch(type.type(), type.log(), command, caller).recover(CommandHandler::lostRace);
        } catch (InvalidInput invalid) {
            return Future.failedFuture(new Refused(Problem.invalid(invalid)));
        } catch (Refused refused) {
            return Future.failedFuture(refused);
        }
    }

    private Registered typeOf(Command command) {
        Registered type = types.get(command.command());
        if (type != null) return type;
        throw new InvalidInput(
                "/command",
                "unknown command \"" + command.command() + "\"; known are "
                        + String.join(", ", types.keySet().stream().sorted().toList()));
    }

    /** The hub's own timers derive their ids, so that two nodes write one event; a client that took one would stop a timer. */
    private static void refuseReservedId(Command command, Caller caller) {
        if (Ids.isDerived(command.id()) && !caller.principal().equals(Principal.SYSTEM)) {
            throw new InvalidInput(
                    "/id", "UUIDs of version 8 are the hub's own; use a UUIDv7 or another text as command id");
        }
    }

    private void refuseForbidden(Command command, Caller caller) {
        Problem objection = matrix.matrix().objection(caller.principal().role(), command.command(), command.target());
        if (objection != null) throw new Refused(objection);
    }

    private <B> Future<Outcome> dispatch(CommandType<B> type, EventLog to, Command command, Caller caller) {
        B body = Json.read(command.body(), type.body());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return type.handler().handle(body, new Invocation(to, command, caller, now, digest(command, body, caller)));
    }

    /** Stands for the content of a command: the same wish of the same principal has the same digest, whatever door it takes. */
    private static byte[] digest(Command command, Object body, Caller caller) {
        String head = command.command() + "\n" + bareTarget(command) + "\n"
                + caller.principal().name() + "\n" + command.expectedVersion() + "\n";
        MessageDigest sha256 = Ids.sha256();
        sha256.update(head.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(sha256.digest(Json.write(body)), Append.DIGEST_BYTES);
    }

    /** {@code question/<id>} and {@code <id>} are one target. */
    private static String bareTarget(Command command) {
        String target = command.target();
        if (target == null) return "";
        String prefix = command.command().substring(0, command.command().indexOf('.')) + "/";
        return target.startsWith(prefix) ? target.substring(prefix.length()) : target;
    }

    private static Future<Outcome> lostRace(Throwable failure) {
        if (failure instanceof InvalidInput invalid) return Future.failedFuture(new Refused(Problem.invalid(invalid)));
        if (!(failure instanceof VersionConflict conflict)) return Future.failedFuture(failure);
        return Future.failedFuture(new Refused(
                ProblemCode.VERSION_CONFLICT,
                conflict.stream() + " changed again and again while the hub decided; repeat the command"));
    }
}
