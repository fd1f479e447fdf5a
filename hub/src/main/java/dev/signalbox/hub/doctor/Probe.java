package dev.signalbox.hub.doctor;

import dev.signalbox.wire.resource.Diagnosis.Checked;
import dev.signalbox.wire.resource.Diagnosis.Finding;
import dev.signalbox.wire.resource.Diagnosis.State;
import java.util.List;

/** One thing that is looked at. Changes nothing; cheap enough to be asked for again and again. Any thread. */
public interface Probe {
    /** One or two words. */
    String name();

    /** What is looked at and why, a sentence. */
    String looksAt();

    /**
     * Looks now. Blocks its thread, for some seconds at most unless a file system hangs.
     *
     * @throws Exception when it cannot look; its message says why
     */
    Sight look() throws Exception;

    /** Looks, and tells also of a look that could not be. */
    default Checked checked() {
        try {
            Sight sight = look();
            State state = State.OK;
            for (Finding each : sight.findings()) state = state.or(each.severity());
            return new Checked(name(), looksAt(), state, sight.seen(), sight.findings());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unseen("the look was interrupted");
        } catch (Exception e) {
            return unseen(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private Checked unseen(String why) {
        return new Checked(name(), looksAt(), State.UNSEEN, why, List.of());
    }
}
