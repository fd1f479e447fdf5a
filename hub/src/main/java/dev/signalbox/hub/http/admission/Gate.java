package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Decides who is let through a route: whether the hub is open, key, rate, permission, in this order. */
public final class Gate {
    private final Authentication authentication;
    private final RateGate rates;
    private final MatrixInForce matrix;
    private final ClientAddress peer;
    private final StartupGate opening;

    public Gate(
            Authentication authentication,
            RateGate rates,
            MatrixInForce matrix,
            ClientAddress peer,
            StartupGate opening) {
        this.authentication = authentication;
        this.rates = rates;
        this.matrix = matrix;
        this.peer = peer;
        this.opening = opening;
    }

    /**
     * The principal; null on a route that is open to this caller without a key. Fails with {@link Refused} or
     * {@link RateLimited}.
     */
    @Nullable
    public Principal admit(Route route, HttpServerRequest http) {
        Permission permission = route.permission();
        if (permission instanceof Permission.Open) return null;
        if (permission instanceof Permission.LoopbackOrKey && peer.isLoopback(http)) return null;
        opening.pass();
        Principal principal = principalOf(route.protocol(), http);
        rates.pass(principal, http.response()::putHeader);
        if (!permission.allows(principal.role(), matrix.matrix())) throw forbidden(principal, permission);
        return principal;
    }

    /**
     * Whether one who was let through the route would be let through now; the rate does not count. Fails with
     * {@link Refused} when its key has ended, or its role may no longer do it.
     */
    public void readmit(Route route, @Nullable Principal principal) {
        if (principal == null) return;
        if (!authentication.isValid(principal)) {
            throw new Refused(
                    ProblemCode.UNAUTHORIZED, "this key was revoked or has expired while the hub was answering");
        }
        if (!route.permission().allows(principal.role(), matrix.matrix())) {
            throw forbidden(principal, route.permission());
        }
    }

    private Principal principalOf(Protocol protocol, HttpServerRequest http) {
        String publicKey = publicKeyOf(protocol, http);
        return publicKey == null
                ? authentication.principalOf(http::getHeader, peer.addressOf(http))
                : authentication.holderOf(publicKey, peer.addressOf(http));
    }

    /** The public key that a caller shows, where such open something; null otherwise. */
    public static @Nullable String publicKeyOf(Protocol protocol, HttpServerRequest http) {
        return protocol.takesPublicKeys() ? Credentials.publicKeyIn(http::getHeader) : null;
    }

    private static Refused forbidden(Principal principal, Permission permission) {
        return new Refused(
                ProblemCode.FORBIDDEN,
                "the role " + principal.role() + " may not " + wordsFor(permission)
                        + "; GET /v1/whoami shows what it may");
    }

    private static String wordsFor(Permission permission) {
        if (permission instanceof Permission.Sends sends) return "send " + sends.command();
        if (permission instanceof Permission.SendsAny some) return "send " + String.join(" or ", some.commands());
        if (permission instanceof Permission.Reads reads) return "read " + reads.family() + "s";
        return "do this";
    }
}
