package dev.signalbox.hub;

import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys of a space, and those of the operators, who may everything in it. */
record OperatorsToo(Authenticator own, Supplier<Optional<Authenticator>> operators, BooleanSupplier lasts)
        implements Authenticator {
    /** No id of a key begins so. */
    private static final String MARK = "@";

    @Override
    public Optional<Principal> authenticate(String secret, Instant now) {
        Optional<Principal> found = own.authenticate(secret, now);
        return found.isPresent()
                ? found
                : operators
                        .get()
                        .flatMap(keys -> keys.authenticate(secret, now))
                        .filter(who -> who.role().equals(OwnershipMatrix.ADMIN))
                        .map(who -> new Principal(MARK + who.keyId(), who.name(), who.role(), who.secret()));
    }

    private static boolean isMarked(Principal principal) {
        return principal.keyId().startsWith(MARK);
    }

    private static Principal unmarked(Principal who) {
        return new Principal(who.keyId().substring(MARK.length()), who.name(), who.role(), who.secret());
    }

    @Override
    public Optional<Principal> holderOf(String publicKey, Instant now) {
        return own.holderOf(publicKey, now);
    }

    @Override
    public @Nullable String publicKeyOf(String keyId) {
        return own.publicKeyOf(keyId);
    }

    @Override
    public boolean isValid(Principal principal, Instant now) {
        if (!lasts.getAsBoolean()) return false;
        if (!isMarked(principal)) return own.isValid(principal, now);
        return operators
                .get()
                .filter(keys -> keys.isValid(unmarked(principal), now))
                .isPresent();
    }

    @Override
    public boolean isOfOperators(Principal principal) {
        return isMarked(principal);
    }

    @Override
    public @Nullable Instant expiresAt(Principal principal) {
        if (!isMarked(principal)) return own.expiresAt(principal);
        return operators.get().map(keys -> keys.expiresAt(unmarked(principal))).orElse(null);
    }

    @Override
    public void refused(String secret, String address, Instant now) {
        own.refused(secret, address, now);
    }
}
