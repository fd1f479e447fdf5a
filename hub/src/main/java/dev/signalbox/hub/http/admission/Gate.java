package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Decides who is let through a route: whether the hub is open, key, rate, permission, in this order. */
public final class Gate {
    /** The space in which an operator wants to act. */
    public static final String SPACE = "Signalbox-Space";

    private final String space;
    private final Authentication authentication;
    private final RateGate rates;
    private final MatrixInForce matrix;
    private final ClientAddress peer;
    private final StartupGate opening;

    /** @param space whose routes are behind it */
    public Gate(
            String space,
            Authentication authentication,
            RateGate rates,
            MatrixInForce matrix,
            ClientAddress peer,
            StartupGate opening) {
        this.space = space;
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
        refuseOtherSpace(principal, http.getHeader(SPACE));
        if (!allows(permission, principal)) throw forbidden(principal, permission);
        return principal;
    }

    private boolean allows(Permission permission, Principal principal) {
        return permission.allows(principal.role(), matrix.matrix())
                && (!(permission instanceof Permission.Operator) || authentication.isOfOperators(principal));
    }

    /** Who may act in another space has been led there by now. */
    private void refuseOtherSpace(Principal principal, @Nullable String wanted) {
        if (wanted == null || wanted.equals(space)) return;
        boolean operator = principal.role().equals(OwnershipMatrix.ADMIN) && authentication.isOfOperators(principal);
        throw operator
                ? new Refused(
                        ProblemCode.NOT_FOUND,
                        "there is no such space that is open; GET /v1/spaces lists them, and an admin of the hub names one"
                                + " in the header " + SPACE)
                : new Refused(
                        ProblemCode.FORBIDDEN,
                        "only an admin of the hub acts in another space than that of the key; leave the header " + SPACE
                                + " away");
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
        if (!allows(route.permission(), principal)) {
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
