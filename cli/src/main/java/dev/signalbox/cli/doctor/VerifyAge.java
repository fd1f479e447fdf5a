package dev.signalbox.cli.doctor;

import dev.signalbox.cli.text.Ages;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import dev.signalbox.wire.resource.Verification;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When the store was last looked at as a whole, and what that found.
 *
 * @param last null when it never was
 */
record VerifyAge(@Nullable Verification last, Instant now) implements Probe {
    static final Duration OLD = Duration.ofDays(90);

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String looksAt() {
        return "When the whole store was last held against its log, and what that found.";
    }

    @Override
    public Sight look() {
        Verification found = last;
        if (found == null) return Sight.of("never");
        Instant end = found.endedAt();
        if (end == null) return Sight.of("one runs just now");
        String age = Ages.since(end, now) + " ago";
        Sight sight = Sight.of(found.state() + ", " + age);
        return switch (found.state()) {
            case Verification.DAMAGED ->
                sight.fail(
                        "the last verify found " + found.damages() + " things that are not as they were written",
                        "signalbox verify names them; then docs/recovery.md");
            case Verification.FAILED ->
                sight.warn("the last verify could not be ended: " + found.trouble(), "signalbox verify");
            default ->
                end.isBefore(now.minus(OLD)) ? sight.warn("the last verify was " + age, "signalbox verify") : sight;
        };
    }
}
