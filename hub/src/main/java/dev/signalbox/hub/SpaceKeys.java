package dev.signalbox.hub;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.EventBusBridge;
import dev.signalbox.hub.tenancy.SpaceBook;
import dev.signalbox.hub.tenancy.SpaceNotes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which space a key leads to, and who opens one: its own keys, and those of the operators, who are admins of the
 * default space. Any thread.
 *
 * @param operators the keys of the default space; empty while nobody is let in there
 */
record SpaceKeys(SpaceBook book, SpaceNotes notes, Supplier<Optional<Authenticator>> operators, Clock clock) {
    /** The space for which a request is; null for the default one. */
    @Nullable
    String of(HttpServerRequest request) {
        if (book.isEmpty() || isOfBridge(request)) return null;
        try {
            String secret = Credentials.shownIn(Credentials.in(request.headers()));
            if (secret == null) return null;
            String wanted = request.getHeader(Gate.SPACE);
            boolean named = wanted != null && !wanted.equals(Space.DEFAULT) && book.isOpen(wanted);
            return named && isOperator(secret) ? wanted : spaceOf(secret);
        } catch (Refused unclear) {
            return null;
        }
    }

    /** Its frames show their keys one by one. */
    private static boolean isOfBridge(HttpServerRequest request) {
        String path = request.path();
        return path != null && path.startsWith(EventBusBridge.PATH);
    }

    /**
     * Where a secret leads; null for the default space, and for nowhere. A key of the default space leads there,
     * whatever stands in the log of another.
     */
    @Nullable
    String spaceOf(String secret) {
        String space = book.spaceOf(secret);
        return space == null || byOperators(secret).isPresent() ? null : space;
    }

    private boolean isOperator(String secret) {
        return byOperators(secret)
                .filter(who -> who.role().equals(OwnershipMatrix.ADMIN))
                .isPresent();
    }

    private Optional<Principal> byOperators(String secret) {
        return operators.get().flatMap(keys -> keys.authenticate(secret, clock.instant()));
    }

    /**
     * Who opens a space.
     *
     * @param lasts whether it lives on: then whoever was let in stays
     */
    static Authenticator opening(
            String space, Authenticator own, Supplier<Optional<Authenticator>> operators, BooleanSupplier lasts) {
        return space.equals(Space.DEFAULT) ? own : new OperatorsToo(own, operators, lasts);
    }

    /** Whom the keys of a space are told to. */
    Newcomers door(String space) {
        Set<String> before = book.keysOf(space);
        return new Newcomers() {
            @Override
            public Future<?> admit(List<String> shown) {
                return notes.admit(space, shown.stream().map(SpaceBook::hashOf).toList());
            }

            @Override
            public Future<?> opened(Set<String> sha256) {
                Set<String> ended = new HashSet<>(before);
                ended.removeAll(sha256);
                Set<String> fresh = new HashSet<>(sha256);
                fresh.removeAll(before);
                // The keys of a clone are those of another space until they are revoked.
                fresh.removeIf(each -> book.leads(each) || !book.isOpen(space));
                return notes.dismiss(space, ended)
                        .compose(dismissed ->
                                fresh.isEmpty() ? Future.succeededFuture() : notes.admit(space, List.copyOf(fresh)));
            }
        };
    }
}
