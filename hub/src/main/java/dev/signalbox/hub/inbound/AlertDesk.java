package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.PostNotification;
import dev.signalbox.wire.command.ResolveNotification;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands of alerts: what fires is posted, under a dedup key of the sender, the tool and the fingerprint; who
 * says that it is acknowledged or over acknowledges or resolves. Every rule of what came when, and every right, is one
 * of those commands'.
 */
record AlertDesk(CommandHandler commands) {
    /** Hexadecimal digits that stand for the end of a key that is too long. */
    private static final int TAIL_CHARS = 32;

    /**
     * What became of an alert.
     *
     * @param notification its id; null of an end under whose key nothing was ever posted
     * @param position of the log, 0 when nothing is written
     */
    record Told(Alert alert, @Nullable String notification, boolean unchanged, long position) {}

    /**
     * Tells all, in their order where they are about one thing. Fails with {@link Refused} when one is refused, the
     * others are told then; and with what the log fails with: told again, what was told already changes nothing.
     */
    Future<List<Told>> tell(String tool, List<Alert> alerts, Caller caller) {
        List<Future<Told>> all = new ArrayList<>();
        for (Alert alert : alerts) all.add(tell(tool, alert, caller));
        return Future.join(all)
                .map(done -> all.stream().map(Future::result).toList())
                .recover(failure -> Future.failedFuture(gravest(all, failure)));
    }

    /** A store that is away counts more than a no: the sender comes again then. */
    private static Throwable gravest(List<Future<Told>> all, Throwable first) {
        return all.stream()
                .filter(Future::failed)
                .map(Future::cause)
                .filter(cause -> !(cause instanceof Refused))
                .findFirst()
                .orElse(first);
    }

    private Future<Told> tell(String tool, Alert alert, Caller caller) {
        String sender = caller.principal().name();
        if (alert.fingerprint() == null) return message(tool, sender, alert, caller);
        String key = keyOf(tool + "/" + sender + "/" + alert.fingerprint());
        if (alert.state() == State.RESOLVED) return resolve(alert, key, caller);
        Future<Told> posted = post(alert, key, null, caller);
        return alert.state() == State.FIRING ? posted : posted.compose(told -> acknowledge(told, caller));
    }

    /** Under the name of a message there is one notification for ever, in whatever words it comes again. */
    private Future<Told> message(String tool, String sender, Alert alert, Caller caller) {
        if (alert.once() == null) return post(alert, null, null, caller);
        String id = Ids.derived("inbound", tool, sender, alert.once());
        return post(alert, null, id, caller).recover(failure -> {
            boolean known =
                    failure instanceof Refused refused && refused.problem().is(ProblemCode.IDEMPOTENCY_CONFLICT);
            return known ? Future.succeededFuture(new Told(alert, id, true, 0)) : Future.failedFuture(failure);
        });
    }

    /** @param id of the notification; null for a fresh one */
    private Future<Told> post(Alert alert, @Nullable String key, @Nullable String id, Caller caller) {
        PostNotification wish = new PostNotification(
                id,
                alert.title(),
                alert.body(),
                alert.priority(),
                alert.tags(),
                alert.link(),
                key,
                null,
                null,
                alert.data(),
                key == null ? null : alert.startsAt());
        return send("notification.post", null, alert.startsAt(), wish, caller)
                .map(outcome -> told(alert, Event.subjectIdOf(outcome.receipt().stream()), outcome));
    }

    private Future<Told> acknowledge(Told posted, Caller caller) {
        String id = Objects.requireNonNull(posted.notification());
        return send("notification.acknowledge", id, null, Json.object(), caller)
                .map(outcome -> told(posted.alert(), id, outcome));
    }

    private Future<Told> resolve(Alert alert, String key, Caller caller) {
        ResolveNotification wish = new ResolveNotification(null, key, alert.endsAt());
        return send("notification.resolve", null, alert.endsAt(), wish, caller).map(outcome -> {
            String id = outcome.resource() instanceof ObjectNode shown
                    ? shown.path("notification").textValue()
                    : null;
            return told(alert, id, outcome);
        });
    }

    /** Whoever repeats it tells the alert again, so no id need be kept. */
    private Future<Outcome> send(
            String command, @Nullable String target, @Nullable Instant at, Object wish, Caller caller) {
        return commands.handle(new Command(Ids.next(), command, target, null, at, Json.tree(wish)), caller.onlyOnce());
    }

    private static Told told(Alert alert, @Nullable String id, Outcome outcome) {
        boolean unchanged = outcome.receipt().unchanged() || outcome.receipt().duplicate();
        return new Told(alert, id, unchanged, outcome.receipt().position());
    }

    private static String keyOf(String text) {
        String clean = text.replace('\0', ' ');
        if (Check.chars(clean) <= Limits.NAME_CHARS_MAX) return clean;
        int kept = clean.offsetByCodePoints(0, Limits.NAME_CHARS_MAX - TAIL_CHARS - 1);
        return clean.substring(0, kept) + "~" + Ids.sha256Hex(clean).substring(0, TAIL_CHARS);
    }
}
