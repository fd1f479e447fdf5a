package dev.signalbox.client;

import dev.signalbox.client.follow.Followers;
import dev.signalbox.client.outbox.Outbox;
import java.util.List;
import java.util.function.Consumer;

/** The hub's events, followed from a checkpoint that lives in the program's store. */
public final class Events {
    /** Names of followers that begin so are the SDK's own. */
    private static final String RESERVED = "signalbox/";

    private final Followers followers;
    private final Outbox outbox;

    Events(Followers followers, Outbox outbox) {
        this.followers = followers;
        this.outbox = outbox;
    }

    /** Reads well in a call of {@link #follow}: {@code types("question.*", "notification.posted")}. */
    public static List<String> types(String... types) {
        return List.of(types);
    }

    /**
     * Hands every event of these types to the handler, in order, from the oldest that the hub has or from where the
     * follower of this name stopped last. Returns at once; the handler runs on a thread of the client, one event at a
     * time.
     *
     * @param name names the checkpoint, and does not begin with {@code signalbox/}; one name is followed once at a time
     *     in a process (else {@link IllegalStateException}); two processes that follow one name share its events
     * @param types literals or families; empty for all
     */
    public Subscription follow(String name, List<String> types, EventHandler handler) {
        return follow(name, options -> options.types(types.toArray(String[]::new)), handler);
    }

    /** The same with more to say. */
    public Subscription follow(String name, Consumer<FollowOptions> configure, EventHandler handler) {
        FollowOptions options = new FollowOptions();
        configure.accept(options);
        if (name.startsWith(RESERVED)) {
            throw new IllegalArgumentException("names that begin with " + RESERVED + " are the SDK's; take another");
        }
        HandlerEffects effects = new HandlerEffects(followers.context().store(), outbox, name, options, handler);
        return new Subscription(followers.start(name, options.types, effects));
    }
}
