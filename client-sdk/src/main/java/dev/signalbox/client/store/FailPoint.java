package dev.signalbox.client.store;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a test may have the process die as kill -9 does. {@code -Dsignalbox.failpoint=<step>:<n>} halts the JVM when
 * the step is reached for the n-th time; without the property, as everywhere in life, a step does nothing.
 */
public enum FailPoint {
    /** A command is in the open transaction that queues it. */
    OUTBOX_QUEUEING,
    /** A command is queued on disk; the program was not told. */
    OUTBOX_QUEUED,
    /** A batch is chosen, not sent. */
    OUTBOX_SENDING,
    /** The hub has answered a batch; nothing of it is stored. */
    OUTBOX_ANSWERED,
    /** The verdicts are in an open transaction. */
    OUTBOX_SETTLING,
    /** The verdicts are on disk; nobody was told. */
    OUTBOX_SETTLED,
    /** A set for a new copy is made and empty. */
    REPLICA_STAGING,
    /** A part of the copy is in an open transaction. */
    REPLICA_LOADING,
    /** A part of the copy is on disk. */
    REPLICA_LOADED,
    /** The copy is whole and verified, not yet read by anybody. */
    REPLICA_VERIFIED,
    /** The new copy takes the place of the old one, in an open transaction. */
    REPLICA_SWAPPING,
    /** The new copy is read; the old one still takes its room. */
    REPLICA_SWAPPED,
    /** A part of an old copy is removed. */
    REPLICA_REMOVING,
    /** Changed rows were fetched for a piece of the log. */
    REPLICA_FETCHED,
    /** A piece of the log is in an open transaction, its checkpoint not. */
    REPLICA_APPLYING,
    /** A piece of the log and its checkpoint are on disk. */
    REPLICA_APPLIED,
    /** The copy is marked stale since the hub has another history. */
    REPLICA_STALE,
    /** A private change and its commands are in an open transaction. */
    LOCAL_WRITING,
    /** A private change and its commands are on disk; the program was not told. */
    LOCAL_WRITTEN;

    private static final String ARMED = System.getProperty("signalbox.failpoint", "");
    private static final String STEP = ARMED.replaceAll(":.*", "");
    private static final AtomicInteger LEFT = new AtomicInteger(ARMED.isEmpty() ? 0 : timesOf(ARMED));
    /** As a shell reports a process that was killed by signal 9. */
    private static final int KILLED = 137;

    /** Dies here when a test said so. */
    public void reached() {
        if (STEP.isEmpty() || !STEP.equals(name())) return;
        if (LEFT.decrementAndGet() == 0) Runtime.getRuntime().halt(KILLED);
    }

    private static int timesOf(String armed) {
        return Integer.parseInt(armed.substring(armed.indexOf(':') + 1));
    }
}
