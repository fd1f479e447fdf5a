package dev.signalbox.client;

import dev.signalbox.client.http.HubContact;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Puts together what the sender and the followers know, and tells listeners when the sum changes. */
final class StatusBoard {
    private final HubContact contact;
    private final BooleanSupplier upToDate;
    private final Executor callbacks;
    private final List<Consumer<Status>> listeners = new CopyOnWriteArrayList<>();
    private Status told = Status.OFFLINE;

    StatusBoard(HubContact contact, BooleanSupplier upToDate, Executor callbacks) {
        this.contact = contact;
        this.upToDate = upToDate;
        this.callbacks = callbacks;
    }

    Status status() {
        return switch (contact.state()) {
            case UNTRIED, LOST -> Status.OFFLINE;
            case KEY_REFUSED -> Status.NEEDS_KEY;
            case OK -> upToDate.getAsBoolean() ? Status.LIVE : Status.CATCHING_UP;
        };
    }

    /** To be called whenever something may have changed; cheap when nothing did. */
    synchronized void look() {
        Status now = status();
        if (now == told) return;
        told = now;
        callbacks.execute(() -> listeners.forEach(listener -> listener.accept(now)));
    }

    AutoCloseable listen(Consumer<Status> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
