package dev.signalbox.hub.inbound;

import dev.signalbox.wire.InvalidInput;
import java.util.List;

/** How one kind of tool tells its alerts. Pure, and without state: the same request gives the same alerts. */
@FunctionalInterface
interface Source {
    /**
     * What was said. Fails with {@link InvalidInput} when nothing of it can be understood, and with
     * {@link dev.signalbox.hub.command.Refused} when it is too much.
     */
    Heard hear(Incoming request);

    /**
     * Alerts, and what could not be understood beside them: a bad one takes no good one along.
     *
     * @param alerts in the order in which they were told
     */
    record Heard(List<Alert> alerts, List<InvalidInput> faults) {
        static Heard of(Alert... alerts) {
            return new Heard(List.of(alerts), List.of());
        }
    }
}
