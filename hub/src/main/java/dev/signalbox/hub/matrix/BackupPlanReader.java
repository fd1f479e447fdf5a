package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.bucket.ArchiveStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code backups} of a file. */
record BackupPlanReader(MatrixReader file) {
    private static final String AT = "/backups";
    private static final String CONTINUOUS = "continuous";
    private static final Duration EVERY_MIN = Duration.ofMinutes(1);
    private static final Duration EVERY_MAX = Duration.ofDays(31);

    /** The plan; {@link BackupPlan#NONE} when there is nothing to read, or after a fault. */
    BackupPlan read(JsonNode node) {
        if (node.isMissingNode() || !file.hasOnly(AT, node, List.of("to", "every", "keep", "recipients"))) {
            return BackupPlan.NONE;
        }
        String to = to(node.path("to"));
        boolean continuous = node.path("every").asText().equals(CONTINUOUS);
        Duration every = continuous || !node.has("every") ? null : every(node.path("every"));
        return new BackupPlan(to, every, continuous, keep(node.path("keep")), recipients(node.path("recipients")));
    }

    private @Nullable String to(JsonNode node) {
        String to = file.text(AT + "/to", node);
        if (to == null) return null;
        try {
            ArchiveStores.check(to);
        } catch (IllegalArgumentException e) {
            file.fault(AT + "/to", String.valueOf(e.getMessage()));
        }
        return to;
    }

    private @Nullable Duration every(JsonNode node) {
        Duration every = file.duration(AT + "/every", node);
        if (every == null) return null;
        if (every.compareTo(EVERY_MIN) >= 0 && every.compareTo(EVERY_MAX) <= 0) return every;
        file.fault(AT + "/every", "must be from 1m to " + EVERY_MAX.toDays() + "d, or continuous");
        return null;
    }

    private BackupPlan.Keep keep(JsonNode node) {
        BackupPlan.Keep usual = BackupPlan.Keep.DEFAULT;
        if (node.isMissingNode()) return usual;
        if (!file.hasOnly(AT + "/keep", node, List.of("last", "daily", "weekly", "monthly"))) return usual;
        return new BackupPlan.Keep(
                Math.max(1, number(node, "last", 1)),
                number(node, "daily", 0),
                number(node, "weekly", 0),
                number(node, "monthly", 0));
    }

    private int number(JsonNode node, String field, int otherwise) {
        if (!node.has(field)) return otherwise;
        JsonNode value = node.path(field);
        boolean good = value.isIntegralNumber() && value.canConvertToInt();
        if (good && value.intValue() >= 0 && value.intValue() <= BackupPlan.Keep.MAX) return value.intValue();
        file.fault(AT + "/keep/" + field, "must be a whole number from 0 to " + BackupPlan.Keep.MAX);
        return otherwise;
    }

    private List<String> recipients(JsonNode node) {
        if (node.isMissingNode()) return List.of();
        String at = AT + "/recipients";
        if (!node.isArray()) {
            file.fault(at, "must be a list of age recipients: [age1…]");
            return List.of();
        }
        if (node.size() > Recipients.MAX) file.fault(at, "at most " + Recipients.MAX + " recipients");
        List<String> found = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String text = file.text(at + "/" + i, node.path(i));
            if (text == null) continue;
            try {
                found.addAll(Recipients.of(List.of(text)).texts());
            } catch (IllegalArgumentException e) {
                file.fault(at + "/" + i, String.valueOf(e.getMessage()));
            }
        }
        return found;
    }
}
