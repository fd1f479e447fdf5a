package dev.signalbox.client;

import dev.signalbox.client.http.HubTrust;
import dev.signalbox.client.http.HubUrl;
import dev.signalbox.client.http.Pace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where the hub is, who this program is, and where it keeps what is its own. Setters answer the same object. */
public final class SignalboxOptions {
    /** Where a hub listens when nobody says otherwise. */
    public static final String URL_DEFAULT = HubUrl.DEFAULT;

    /** How long a close waits for a handler when nobody says otherwise. */
    public static final Duration HANDLER_WAIT_DEFAULT = Duration.ofSeconds(5);

    URI url = URI.create(URL_DEFAULT);
    Supplier<@Nullable String> key = () -> null;
    HubTrust trust = HubTrust.PLATFORM;
    private @Nullable Path store;
    String name = "signalbox-client";
    Duration drain = Duration.ofSeconds(5);
    Duration handlerWait = HANDLER_WAIT_DEFAULT;
    Pace pace = Pace.STANDARD;
    Clock clock = Clock.systemUTC();
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    SignalboxOptions() {}

    /** The hub; {@link #URL_DEFAULT} unless set. Fails with {@link IllegalArgumentException} for what is no URL. */
    public SignalboxOptions url(String hub) {
        return url(HubUrl.parse(hub));
    }

    /** The hub. */
    public SignalboxOptions url(URI hub) {
        url = hub;
        return this;
    }

    /**
     * A PEM file with the authority of the hub's certificate, or that certificate itself, for a hub that the platform
     * does not know; it alone is trusted then. Read now. Fails with {@link IllegalArgumentException} when it has none.
     */
    public SignalboxOptions trust(Path pem) {
        trust = HubTrust.of(pem);
        return this;
    }

    /** The secret that says who this program is. */
    public SignalboxOptions key(String secret) {
        return key(() -> secret);
    }

    /**
     * A source of the secret, asked often and from any thread: a key that it changes is used at once, without a
     * restart.
     */
    public SignalboxOptions key(Supplier<@Nullable String> secret) {
        key = secret;
        return this;
    }

    /**
     * The program's SQLite file, required; made where it is missing, in a folder that exists on a local disk. Several
     * processes of one machine may use one file.
     */
    public SignalboxOptions store(Path file) {
        store = file;
        return this;
    }

    /** What the hub's log shows as the program (the {@code User-Agent}). Who may do what depends on the key alone. */
    public SignalboxOptions name(String program) {
        name = program;
        return this;
    }

    /**
     * How long {@link Signalbox#close} may wait for commands to reach the hub; 5 s unless set. What is left is sent
     * next time.
     */
    public SignalboxOptions drain(Duration atMost) {
        drain = atMost;
        return this;
    }

    /**
     * How long {@link Signalbox#close}, {@link Subscription#close} and {@code Replica.close()} may each wait for a
     * handler that is at work; {@link #HANDLER_WAIT_DEFAULT} unless set. One that takes longer goes on, and commits or
     * not as ever.
     */
    public SignalboxOptions handlerWait(Duration atMost) {
        handlerWait = atMost;
        return this;
    }

    /** How often things are tried; {@link Pace#STANDARD} unless set. */
    public SignalboxOptions pace(Pace other) {
        pace = other;
        return this;
    }

    /** The clock of {@code occurredAt} and of how long accepted commands are kept. Never decides order. */
    public SignalboxOptions clock(Clock other) {
        clock = other;
        return this;
    }

    /** Where jitter comes from; used by several threads at once. */
    public SignalboxOptions random(RandomGenerator other) {
        random = other;
        return this;
    }

    Path store() {
        Path file = store;
        if (file == null)
            throw new IllegalArgumentException("give the program a store: options.store(Path.of(\"daemon.db\"))");
        return file;
    }
}
