package dev.signalbox.client;

import java.util.List;

/** How to follow. Setters answer the same object. */
public final class FollowOptions {
    boolean fromNow;
    ResetHandler resetHandler = ResetHandler.STOP;
    List<String> types = List.of();

    FollowOptions() {}

    /** Only these types: literals ({@code question.asked}) or families ({@code question.*}). All when none is given. */
    public FollowOptions types(String... wanted) {
        types = List.of(wanted);
        return this;
    }

    /**
     * A follower that has no checkpoint yet begins with what happens from now on. Otherwise it begins with the oldest
     * event.
     */
    public FollowOptions fromNow() {
        fromNow = true;
        return this;
    }

    /**
     * What to do when the hub no longer has the history behind the checkpoint; {@link ResetHandler#STOP} unless set.
     */
    public FollowOptions onReset(ResetHandler handler) {
        resetHandler = handler;
        return this;
    }
}
