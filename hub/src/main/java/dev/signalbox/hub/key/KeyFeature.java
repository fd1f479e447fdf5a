package dev.signalbox.hub.key;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys: who opens the hub, and as which role. */
public final class KeyFeature implements Feature {
    private static final Duration NOTED_EACH = Duration.ofMinutes(1);

    private final Space space;
    private final KeyRing ring;
    private final PeriodicJob noting;
    private final AdminKey adminKey;
    private final KeyAdmission admission;

    /**
     * @param adminKey where the first admin key is kept, see {@link AdminKey}
     * @param initKeys what the operator wants to open from the start
     */
    public KeyFeature(Space space, Path adminKey, InitKeys initKeys) {
        this.space = space;
        this.ring = new KeyRing(new RefusedKeys(space.commands()), space.main().database());
        this.noting = new PeriodicJob("noting the last use of keys", NOTED_EACH, ring.uses()::note, space.vertx());
        this.adminKey = new AdminKey(adminKey, ring, space.commands(), space.clock(), space.vertx());
        this.admission = new KeyAdmission(initKeys, ring, space.commands());
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

    /** The keys that open at a time, as far as this node knows. */
    public List<Key> opening(Instant at) {
        return ring.opening(at);
    }

    @Override
    public void commands(CommandHandler commands) {
        KeyCommands.register(commands, space.matrix(), ring::admins, adminKey::rotated);
        commands.hangsOn(new KeyStanding(ring, space.main().log(), space.clock()));
    }

    @Override
    public List<Projection> projections() {
        return List.of(KeyTable.KEYS.projection());
    }

    @Override
    public List<Routes> routes() {
        return List.of(new KeyRoutes(
                space.main().database(), space.main().projections().fresh(KeyTable.KEYS.name()), ring.uses()));
    }

    @Override
    public Future<?> load() {
        space.main().tail().first(ring);
        return ring.load(space.main().database());
    }

    @Override
    public List<Follower> followers() {
        return List.of(new Follower("keys in memory", KeyRing.EVENTS, ring));
    }

    @Override
    public List<Job> jobs() {
        return List.of(adminKey::ensure, admission::admitAll, noting);
    }
}
