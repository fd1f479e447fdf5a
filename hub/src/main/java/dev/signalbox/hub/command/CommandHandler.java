package dev.signalbox.hub.command;

import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.RehearsedLog;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The one way in: every write, through whichever door, is a command that this dispatcher authorises against the matrix,
 * validates and hands to its feature. Any thread; the future completes on the caller's Vert.x context.
 */
public final class CommandHandler {
    /** How often a command is judged again when what it hangs on moved meanwhile. */
    private static final int JUDGED_AGAIN_MAX = 10;

    private final EventLog log;
    private final MatrixInForce matrix;
    private final Clock clock;
    private final Map<String, Kind<?>> kinds = new LinkedHashMap<>();
    private final List<Standing> standings = new CopyOnWriteArrayList<>();

    /** Decides one command. Fails with {@link Refused}, or with what the log fails with. */
    @FunctionalInterface
    public interface Handler<B> {
        Future<Outcome> handle(B body, CommandExecution by);
    }

    /** A kind of command: the record of its fields, what is done with it, and the log that its events go to. */
    private record Kind<B>(Class<B> body, Handler<B> handler, EventLog log) {}

    public CommandHandler(EventLog log, MatrixInForce matrix, Clock clock) {
        this.log = log;
        this.matrix = matrix;
        this.clock = clock;
    }

    /**
     * The commands about things of one kind, to be declared.
     *
     * @param resource the answer that a state gives
     */
    public <S, E> StreamCommands<S, E> on(Fold<S, E> fold, Function<S, Object> resource) {
        return on(fold, resource, Ids::isUuid);
    }

    /** The same for things whose ids are no UUIDs. */
    public <S, E> StreamCommands<S, E> on(Fold<S, E> fold, Function<S, Object> resource, Predicate<String> isId) {
        return new StreamCommands<>(this, fold, resource, isId);
    }

    /**
     * Adds a kind of command. Call before the first {@link #handle}. Fails when the name is taken.
     *
     * @param name {@code <noun>.<verb>}; the ownership matrix says who may send it
     * @param body the record of its fields; validates itself
     * @param handler turns the wish into an outcome
     */
    public <B> void takes(String name, Class<B> body, Handler<B> handler) {
        add(name, new Kind<>(body, handler, log));
    }

    /** Adds a kind of command that becomes one event of a log, whatever came before. */
    public <B> void notes(EventLog to, String name, Class<B> body, Function<B, Note> note) {
        add(name, new Kind<>(body, (wish, by) -> by.note(note.apply(wish)), to));
    }

    /** Adds what the right to send a command hangs on. Call before the first {@link #handle}. */
    public void hangsOn(Standing part) {
        standings.add(part);
    }

    private void add(String name, Kind<?> kind) {
        if (kinds.putIfAbsent(name, kind) != null) throw new IllegalArgumentException("two features handle " + name);
    }

    /** Names of all commands. */
    public Set<String> names() {
        return Set.copyOf(kinds.keySet());
    }

    /**
     * Judges one command. Completes when its events are on disk, or when nothing had to change. Fails with
     * {@link Refused} when the hub says no, and with what the log fails with when the store is in trouble; repeating
     * with the same id is always safe. A role that may not read what it writes is told what {@link Unseen} leaves. For
     * a caller who rehearses all is judged and nothing written.
     */
    public Future<Outcome> handle(Command command, Caller caller) {
        return judge(command, caller, JUDGED_AGAIN_MAX);
    }

    private Future<Outcome> judge(Command command, Caller caller, int left) {
        try {
            // First: what is judged by may be newer than this, never older.
            Map<String, ExpectedVersion> standing = standingOf(caller.principal());
            Kind<?> kind = kindOf(command);
            refuseReservedId(command, caller);
            refuseForbidden(command, caller);
            Unseen unseen = new Unseen(command);
            return dispatch(kind, command, caller, standing)
                    .recover(CommandHandler::lostRace)
                    .map(outcome -> sees(caller, command) ? outcome : unseen.outcome(outcome))
                    .recover(failure -> Future.failedFuture(sees(caller, command) ? failure : unseen.failure(failure)))
                    .recover(failure -> again(command, caller, failure, left));
        } catch (InvalidInput invalid) {
            return Future.failedFuture(new Refused(Problem.invalid(invalid)));
        } catch (Refused refused) {
            return Future.failedFuture(refused);
        }
    }

    private Map<String, ExpectedVersion> standingOf(Principal principal) {
        Map<String, ExpectedVersion> all = new HashMap<>();
        for (Standing part : standings) all.putAll(part.of(principal));
        return all;
    }

    /** Judges anew what failed only because others were faster; what failed for a reason of its own stays so. */
    private Future<Outcome> again(Command command, Caller caller, Throwable failure, int left) {
        if (!(failure instanceof StandingMoved || failure instanceof Disturbed)) return Future.failedFuture(failure);
        if (left == 0) {
            return Future.failedFuture(new StoreUnavailable(
                    "what this command hangs on changes faster than it can be judged; repeat it", failure));
        }
        return renewed(failure).compose(known -> judge(command, caller, left - 1));
    }

    private Future<?> renewed(Throwable failure) {
        if (!(failure instanceof StandingMoved moved)) return Future.succeededFuture();
        return Future.all(
                standings.stream().map(part -> part.renew(moved.stream())).toList());
    }

    private Kind<?> kindOf(Command command) {
        Kind<?> kind = kinds.get(command.command());
        if (kind != null) return kind;
        throw new InvalidInput(
                "/command",
                "unknown command \"" + command.command() + "\"; known are "
                        + String.join(", ", kinds.keySet().stream().sorted().toList()));
    }

    /**
     * The hub's own timers derive their ids, so that two nodes write one event; a client that took one would stop a
     * timer.
     */
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

    /** Whether the caller may read what it writes, by the rights that count when it is answered. */
    private boolean sees(Caller caller, Command command) {
        Principal principal = caller.principal();
        return principal.equals(Principal.SYSTEM)
                || matrix.matrix().mayReadWhatItWrites(principal.role(), command.command(), command.target());
    }

    private <B> Future<Outcome> dispatch(
            Kind<B> kind, Command command, Caller caller, Map<String, ExpectedVersion> standing) {
        B body = Json.read(command.body(), kind.body());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        EventLog to = caller.rehearses() ? new RehearsedLog(kind.log()) : kind.log();
        // Rights lie in one log; what another takes is judged by what this node knows of them.
        Map<String, ExpectedVersion> expected = kind.log() == log ? standing : Map.of();
        return kind.handler()
                .handle(body, new CommandExecution(to, command, caller, now, digest(command, body, caller), expected));
    }

    /**
     * Stands for the content of a command: the same wish of the same principal has the same digest, whatever door it
     * takes.
     */
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
