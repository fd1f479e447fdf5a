package dev.signalbox.hub.key;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.SignInCookie;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys: who opens the hub, as which role, and the browsers that are signed in with one. */
public final class KeyFeature implements Feature {
    private static final Duration NOTED_EACH = Duration.ofMinutes(1);

    private final Space space;
    private final SignInCookie cookie;
    private final KeyRing ring;
    private final Newcomers newcomers;
    private final List<Job> jobs = new ArrayList<>();

    /** Hears of every new secret before whoever wished for it, and of those that open nothing any more. */
    public interface Newcomers {
        /** Nobody hears. */
        Newcomers NOBODY = new Newcomers() {
            @Override
            public Future<?> admit(List<String> shown) {
                return Future.succeededFuture();
            }

            @Override
            public Future<?> opened(Set<String> sha256) {
                return Future.succeededFuture();
            }
        };

        /**
         * Somebody may come with these from now on.
         *
         * @param shown the secret, and the public key beside it if there is one
         */
        Future<?> admit(List<String> shown);

        /**
         * The space was opened: what is told here opens something in it, and what was told before and is not among it
         * does not any more.
         *
         * @param sha256 as 64 hex digits each
         */
        Future<?> opened(Set<String> sha256);
    }

    /**
     * Of a space that is led to by others, who hear of its keys.
     *
     * @param cookie by which browsers show that they are signed in
     */
    public KeyFeature(Space space, SignInCookie cookie, Newcomers newcomers) {
        this(
                space,
                cookie,
                new KeyRing(new RefusedKeys(space.commands()), space.main().database()),
                newcomers);
    }

    private KeyFeature(Space space, SignInCookie cookie, KeyRing ring, Newcomers newcomers) {
        this.space = space;
        this.cookie = cookie;
        this.ring = ring;
        this.newcomers = newcomers;
        jobs.add(new PeriodicJob("noting who is signed in", NOTED_EACH, ring.signIns()::note, space.vertx()));
        jobs.add(new PeriodicJob("noting the last use of keys", NOTED_EACH, ring.uses()::note, space.vertx()));
    }

    /**
     * Of a space with an admin from the start, by whose history the cookie of the hub is named.
     *
     * @param cookie by which browsers show that they are signed in
     * @param file where the first admin key is kept, see {@link AdminKey}
     * @param initKeys what the operator wants to open from the start
     */
    public static KeyFeature withFile(Space space, SignInCookie cookie, Path file, InitKeys initKeys) {
        KeyRing ring =
                new KeyRing(new RefusedKeys(space.commands()), space.main().database());
        AdminKey adminKey = new AdminKey(file, ring, space.commands(), space.clock(), space.vertx());
        KeyFeature keys = new KeyFeature(space, cookie, ring, adminKey);
        keys.jobs.add(0, adminKey::ensure);
        keys.jobs.add(1, new KeyAdmission(initKeys, ring, space.commands())::admitAll);
        keys.jobs.add(2, () -> space.root().map(cookie::belongsTo));
        return keys;
    }

    /** Brings to another store when each key was used last, as far as it is noted. */
    public static Future<Void> carry(Database from, Database to) {
        return KeyUses.carry(from, to);
    }

    /** Looks keys up in memory. */
    public Authenticator authenticator() {
        return ring;
    }

    /** Names of the keys with this role that open now, sorted. */
    public List<String> namesWithRole(String role) {
        return ring.namesWithRole(role, space.clock().instant());
    }

    /** The role of the key with this id; empty when it does not open now. */
    public Optional<String> roleOf(String keyId) {
        return ring.roleOf(keyId, space.clock().instant());
    }

    /** The keys that open at a time, as far as this node knows. */
    public List<Key> opening(Instant at) {
        return ring.opening(at);
    }

    @Override
    public void commands(CommandHandler commands) {
        KeyCommands.register(commands, space.matrix(), ring, newcomers);
        commands.hangsOn(new KeyStanding(ring, space.main().log(), space.clock()));
    }

    @Override
    public List<Projection> projections() {
        return List.of(KeyTable.KEYS.projection());
    }

    @Override
    public List<Routes> routes() {
        return List.of(
                new KeyRoutes(
                        space.main().database(), space.main().projections().fresh(KeyTable.KEYS.name()), ring.uses()),
                new SignInRoutes(ring, space.commands(), newcomers, cookie, new SecureRandom(), space.clock()));
    }

    @Override
    public Future<?> load() {
        space.main().tail().first(ring);
        return ring.load(space.main().database())
                .compose(loaded -> newcomers.opened(ring.hashes(space.clock().instant())));
    }

    @Override
    public List<Follower> followers() {
        return List.of(new Follower("keys in memory", KeyRing.EVENTS, ring));
    }

    @Override
    public List<Job> jobs() {
        return List.copyOf(jobs);
    }
}
