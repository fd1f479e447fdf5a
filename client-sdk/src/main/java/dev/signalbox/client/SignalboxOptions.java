package dev.signalbox.client;

import dev.signalbox.client.http.HubTrust;
import dev.signalbox.client.http.HubUrl;
import dev.signalbox.client.http.Pace;
import dev.signalbox.wire.Check;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where the hub is, who this program is, and where it keeps what is its own. Setters answer the same object. */
public final class SignalboxOptions {
    /** Where a hub listens when nobody says otherwise. */
    public static final String URL_DEFAULT = HubUrl.DEFAULT;

    /** How long a close waits for a handler when nobody says otherwise. */
    public static final Duration HANDLER_WAIT_DEFAULT = Duration.ofSeconds(5);

    /** The program's SQLite file when {@link Signalbox#open()} is told of no other: in the folder that it runs in. */
    public static final Path STORE_DEFAULT = Path.of("signalbox-client.db");

    private static final Supplier<@Nullable String> NO_KEY = SignalboxOptions::noKey;

    URI url = URI.create(URL_DEFAULT);
    Supplier<@Nullable String> key = NO_KEY;
    HubTrust trust = HubTrust.PLATFORM;

    @Nullable
    String space;

    private @Nullable Path store;
    String name = "signalbox-client";
    Duration drain = Duration.ofSeconds(5);
    Duration handlerWait = HANDLER_WAIT_DEFAULT;
    Pace pace = Pace.STANDARD;
    Clock clock = Clock.systemUTC();
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    SignalboxOptions() {}

    private static @Nullable String noKey() {
        return null;
    }

    /**
     * Takes from the environment what it says, and leaves the rest: {@code SIGNALBOX_URL}, the hub; the key in
     * {@code SIGNALBOX_KEY}, or in the file that {@code SIGNALBOX_KEY_FILE} names, read now; {@code SIGNALBOX_CA}, see
     * {@link #trust}; {@code SIGNALBOX_SPACE}, see {@link #space}; {@code SIGNALBOX_STORE}, the file of {@link #store}.
     * Settings before and behind this call count as ever: the last one wins. Fails with
     * {@link IllegalArgumentException} that names the variable.
     *
     * @param variables as {@link System#getenv()} gives them; empty ones are not set
     */
    public SignalboxOptions environment(Map<String, String> variables) {
        given(variables, "SIGNALBOX_URL", value -> url(HubUrl.parse(value)));
        given(variables, "SIGNALBOX_CA", value -> trust(Path.of(value)));
        given(variables, "SIGNALBOX_SPACE", value -> space(value.strip()));
        given(variables, "SIGNALBOX_STORE", value -> store(Path.of(value)));
        given(variables, "SIGNALBOX_KEY_FILE", value -> key(keyIn(Path.of(value))));
        given(variables, "SIGNALBOX_KEY", value -> key(checkedKey(value.strip())));
        return this;
    }

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
     * The space in which this program acts, for the key of an admin of the hub alone; {@code default} is one, too. A
     * key of a space leads there by itself, and needs none of this: naming another is refused, {@code forbidden}, as
     * with a key that may not write. Nothing is sent to a hub that is older than spaces: it is {@code forbidden} there,
     * and commands stay in the store. Each space has a history of its own, so a program that changes the space changes
     * its {@link #store}, too. Fails with {@link IllegalArgumentException} for what no space is called: lower-case
     * letters, digits and hyphens, a letter first, 40 at most.
     */
    public SignalboxOptions space(String name) {
        space = Check.spaceName(name);
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

    private static void given(Map<String, String> variables, String name, Consumer<String> setting) {
        String value = variables.get(name);
        if (value == null || value.isBlank()) return;
        try {
            setting.accept(value);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String keyIn(Path file) {
        try {
            return checkedKey(Files.readString(file).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read (" + e + ")", e);
        }
    }

    private static String checkedKey(String secret) {
        if (Check.fitsHeader(secret)) return secret;
        throw new IllegalArgumentException("it is empty or has a character that no key has; copy the key again");
    }

    boolean hasKey() {
        return key != NO_KEY;
    }

    Path store() {
        Path file = store;
        if (file == null)
            throw new IllegalArgumentException("give the program a store: options.store(Path.of(\"daemon.db\"))");
        return file;
    }
}
