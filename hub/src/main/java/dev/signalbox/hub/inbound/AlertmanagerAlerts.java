package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of Alertmanager, version 4 of its payload, and of those who speak like it, Grafana among them. What it
 * does not know it keeps in the data.
 *
 * @param name of the tool, a tag of what it tells
 */
record AlertmanagerAlerts(String name) implements Source {
    /** Where people look first, of the addresses that an alert may have. */
    private static final List<String> LINKS = List.of("panelURL", "dashboardURL", "generatorURL");

    @Override
    public Heard hear(Incoming request) {
        Fields payload = request.object();
        JsonNode list = payload.value("alerts");
        if (list == null || !list.isArray()) {
            throw new InvalidInput("/alerts", "alerts is missing; it must be the list of alerts of a group");
        }
        if (list.size() > Limits.INBOUND_ALERTS_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "alerts has " + list.size() + " entries; at most " + Limits.INBOUND_ALERTS_MAX
                            + " are taken at once. Set max_alerts of the receiver");
        }
        List<Alert> alerts = new ArrayList<>();
        List<InvalidInput> faults = new ArrayList<>();
        Group group = Group.of(payload, faults);
        for (int i = 0; i < list.size(); i++) {
            try {
                alerts.add(alert(Fields.of(list.get(i), "/alerts/" + i), group));
            } catch (InvalidInput fault) {
                faults.add(fault);
            }
        }
        return new Heard(alerts, faults);
    }

    /**
     * What is said of all alerts together.
     *
     * @param status of an alert that says none
     * @param cutOff alerts that the sender left out
     * @param said all of it
     */
    private record Group(
            @Nullable String status, int cutOff, @Nullable String link, ObjectNode said) {
        static Group of(Fields payload, List<InvalidInput> faults) {
            ObjectNode said = Json.object();
            for (Map.Entry<String, JsonNode> entry : payload.node().properties()) {
                if (!entry.getKey().equals("alerts")) said.set(entry.getKey(), entry.getValue());
            }
            String status = null;
            Integer cutOff = null;
            String link = null;
            try {
                status = payload.text("status");
                link = payload.text("externalURL");
                cutOff = payload.number("truncatedAlerts");
            } catch (InvalidInput fault) {
                faults.add(fault);
            }
            return new Group(status, cutOff == null ? 0 : cutOff, link, said);
        }
    }

    private Alert alert(Fields alert, Group group) {
        Map<String, String> labels = alert.texts("labels");
        Map<String, String> notes = alert.texts("annotations");
        State state = state(alert, group);
        Instant startsAt = alert.time("startsAt");
        Instant endsAt = alert.time("endsAt");
        String alertName = labels.get("alertname");
        String severity = labels.get("severity");
        ObjectNode data = Json.object();
        data.set("alert", alert.node());
        data.set("group", group.said());
        return new Alert(
                fingerprint(alert, labels),
                state,
                first(notes.get("summary"), notes.get("title"), alertName, name + " alert"),
                body(first(notes.get("description"), notes.get("message"), ""), group.cutOff()),
                Severity.priorityOf(severity == null ? labels.get("priority") : severity),
                tags(severity, alertName),
                link(alert, group),
                startsAt,
                state == State.RESOLVED ? end(startsAt, endsAt) : null,
                data,
                null);
    }

    private static State state(Fields alert, Group group) {
        String word = alert.text("status");
        if (word == null) word = group.status();
        State state = word == null ? null : State.of(word);
        if (state != null) return state;
        throw new InvalidInput(
                alert.pointer("status"),
                word == null
                        ? "status is missing; it must be firing or resolved"
                        : "status is \"" + Cut.line(word, 40) + "\"; it must be firing, acknowledged or resolved");
    }

    private static String fingerprint(Fields alert, Map<String, String> labels) {
        String told = alert.text("fingerprint");
        if (told != null && !told.isBlank()) return told;
        if (!labels.isEmpty()) return Ids.derived("labels", Json.writeText(new TreeMap<>(labels)));
        throw new InvalidInput(
                alert.pointer("fingerprint"),
                "fingerprint is missing, and there are no labels by which to tell the alert from others");
    }

    private static @Nullable Instant end(@Nullable Instant startsAt, @Nullable Instant endsAt) {
        boolean sound = endsAt != null && (startsAt == null || endsAt.isAfter(startsAt));
        return sound ? endsAt : startsAt;
    }

    private static String body(String text, int cutOff) {
        if (cutOff <= 0) return text;
        String told = cutOff + (cutOff == 1 ? " more alert" : " more alerts")
                + " of this group came to the sender's limit and were cut off; they are not here.";
        return text.isBlank() ? told : told + "\n\n" + text;
    }

    private List<String> tags(@Nullable String severity, @Nullable String alertName) {
        List<String> tags = new ArrayList<>(List.of(name));
        if (severity != null) tags.add(severity);
        if (alertName != null) tags.add(alertName);
        return tags;
    }

    private static @Nullable String link(Fields alert, Group group) {
        String found = null;
        for (String field : LINKS) {
            String link = Cut.link(alert.text(field));
            if (found == null) found = link;
        }
        return found == null ? group.link() : found;
    }

    private static String first(@Nullable String... texts) {
        for (String text : texts) if (text != null && !text.isBlank()) return text;
        return "";
    }
}
