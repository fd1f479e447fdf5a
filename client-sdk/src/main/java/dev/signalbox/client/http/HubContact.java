package dev.signalbox.client.http;

import dev.signalbox.wire.ProblemCode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the last exchanges said about the way to the hub. Everything that talks to the hub reports here. Any thread. */
public final class HubContact {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile State state = State.UNTRIED;
    private volatile boolean writesRefused;

    /** How things stand. */
    public enum State {
        /** Nothing was tried yet. */
        UNTRIED,
        /** The hub answers. */
        OK,
        /** No answer, or the hub asks for time. */
        LOST,
        /** The hub answers, but does not take the key. */
        KEY_REFUSED
    }

    public State state() {
        return writesRefused ? State.KEY_REFUSED : state;
    }

    /** Whether the hub takes no writes under the present key, whatever else it answers. */
    public void writesRefused(boolean refused) {
        if (writesRefused == refused) return;
        writesRefused = refused;
        listeners.forEach(Runnable::run);
    }

    /** The hub answered something useful. */
    public void ok() {
        change(State.OK);
    }

    /**
     * Something failed. What the hub refused for reasons of its content is still contact. Answers false for what is no
     * failure of the hub: that changes nothing.
     */
    public boolean failed(Throwable failure) {
        if (failure instanceof HubRefused refused) {
            if (refused.is(ProblemCode.UNAUTHORIZED)) change(State.KEY_REFUSED);
            else change(refused.problem().status() >= 500 ? State.LOST : State.OK);
            return true;
        }
        if (failure instanceof HubUnreachable) change(State.LOST);
        return failure instanceof HubUnreachable;
    }

    /** Runs on every change, on the thread that reported it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void change(State next) {
        if (state == next) return;
        state = next;
        listeners.forEach(Runnable::run);
    }
}
