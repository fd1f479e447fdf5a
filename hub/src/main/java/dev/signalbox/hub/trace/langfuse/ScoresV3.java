package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Filter;
import dev.signalbox.hub.trace.query.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Scores of the third generation: the value has the type that {@code dataType} names, and most fields come only when
 * asked for.
 */
final class ScoresV3 {
    static final Filter FILTER = Filter.on(View.SCORES)
            .listed("id", "name", "source", "dataType", "environment", "traceId", "sessionId", "observationId")
            .times("fromTimestamp", "toTimestamp", "timestamp")
            .line("valueMin", (conditions, query) -> FilterList.scoreValue(conditions, ">=", query.text("valueMin")))
            .line("valueMax", (conditions, query) -> FilterList.scoreValue(conditions, "<=", query.text("valueMax")))
            .line("value", ScoresV3::value)
            .line("filter", FilterList.on(View.SCORES));

    static final List<String> PARAMETERS = FILTER.names("cursor", "limit", "fields");

    /** Fields of a score by the groups that clients ask for; {@code core} is always there. */
    private static final Map<String, String> GROUPS = Map.of(
            "core", "id projectId name value dataType source timestamp environment createdAt updatedAt",
            "details", "comment configId metadata",
            "subject", "subject",
            "annotation", "authorUserId queueId");

    private ScoresV3() {}

    /** The groups of fields that are asked for beside the core. */
    static Set<String> groups(@Nullable String fields) {
        Set<String> groups = new TreeSet<>();
        if (fields == null) return groups;
        for (String group : fields.split(",", -1)) {
            if (!GROUPS.containsKey(group.strip()))
                throw Query.invalid("fields", "knows details, subject and annotation, not " + group.strip());
            groups.add(group.strip());
        }
        return groups;
    }

    /** @param score in the shape of the earlier generations */
    static ObjectNode shape(ObjectNode score, Set<String> groups) {
        switch (score.path("dataType").asText()) {
            case "NUMERIC" -> {}
            case "BOOLEAN" -> score.put("value", score.path("value").asDouble() != 0);
            default -> score.put("value", score.path("stringValue").asText());
        }
        subject(score);
        return score.retain(Pages.words("core", groups, GROUPS));
    }

    private static void subject(ObjectNode score) {
        if (score.hasNonNull("observationId")) {
            score.putObject("subject")
                    .put("kind", "observation")
                    .put("id", score.path("observationId").asText())
                    .set("traceId", score.path("traceId"));
        } else if (score.hasNonNull("traceId")) {
            score.putObject("subject")
                    .put("kind", "trace")
                    .put("id", score.path("traceId").asText());
        } else if (score.hasNonNull("sessionId")) {
            score.putObject("subject")
                    .put("kind", "session")
                    .put("id", score.path("sessionId").asText());
        }
    }

    /** Exact values, which mean something only for one type. */
    private static void value(Conditions conditions, Query query) {
        String given = query.text("value");
        if (given == null) return;
        switch (String.valueOf(query.text("dataType"))) {
            case "NUMERIC" -> FilterList.scoreValue(conditions, "=", given);
            case "BOOLEAN" -> FilterList.scoreValue(conditions, "=", given.equals("true") ? "1" : "0");
            case "CATEGORICAL" -> conditions.any("s.text_value", Filter.items(query, "value"));
            default -> throw Query.invalid("value", "needs the dataType NUMERIC, BOOLEAN or CATEGORICAL");
        }
    }
}
