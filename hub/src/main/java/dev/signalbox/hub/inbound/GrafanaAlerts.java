package dev.signalbox.hub.inbound;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.matrix.DoorPlan.Signing;
import dev.signalbox.wire.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of Grafana: that of Alertmanager with more fields, and signed when the operator wants it so: HMAC-SHA256
 * in hex over the body, or over {@code timestamp:body} when a header tells the time of sending.
 */
final class GrafanaAlerts implements Source {
    static final String SIGNATURE = "X-Grafana-Alerting-Signature";
    static final String TIMESTAMP = "X-Grafana-Alerting-Timestamp";

    private static final Source ALERTS = new AlertmanagerAlerts("grafana");

    private final @Nullable Signing signing;

    /** @param signing null when nothing need be signed */
    GrafanaAlerts(@Nullable Signing signing) {
        this.signing = signing;
    }

    @Override
    public Heard hear(Incoming request) {
        if (signing != null) check(signing, request);
        return ALERTS.hear(request);
    }

    private static void check(Signing signing, Incoming request) {
        String named = signing.timestampHeader();
        String time = request.header(named == null ? TIMESTAMP : named);
        // Whoever leaves the time out would sign less than was agreed.
        if (named != null && time == null) {
            throw new Refused(
                    ProblemCode.FORBIDDEN, "the header " + named + " is missing; it is part of the signature");
        }
        Signature.check(signing.secret(), SIGNATURE, "", time == null ? "" : time + ":", request);
    }
}
