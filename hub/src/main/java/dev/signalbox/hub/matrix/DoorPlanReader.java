package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.matrix.DoorPlan.Signing;
import dev.signalbox.wire.PointerStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code inbound}, {@code origins}, {@code hooks} and {@code deliveries} of signalbox.yaml. */
record DoorPlanReader(MatrixReader file) {
    private static final List<String> SIGNERS = List.of("github", "grafana");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final int SECRET_CHARS_MIN = 8;
    private static final String ORIGINS = "/origins";
    private static final int ORIGINS_MAX = 50;
    private static final String ALLOW = "/deliveries/allow";
    private static final int NETWORKS_MAX = 50;
    private static final Pattern ORIGIN =
            Pattern.compile("https?://(?:[a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(?::\\d{1,5})?");

    DoorPlan read(JsonNode root) {
        Map<String, Signing> inbound = new LinkedHashMap<>();
        file.fields("/inbound", root.path("inbound")).forEach((tool, node) -> {
            Signing signing = signing("/inbound/" + PointerStep.of(tool), tool, node);
            if (signing != null) inbound.put(tool, signing);
        });
        return new DoorPlan(
                inbound,
                origins(root.path("origins")),
                new HookRulesReader(file).read(root.path("hooks")),
                allowed(root.path("deliveries")));
    }

    private List<Network> allowed(JsonNode deliveries) {
        List<Network> found = new ArrayList<>();
        if (deliveries.isMissingNode() || !file.hasOnly("/deliveries", deliveries, List.of("allow"))) return found;
        JsonNode node = deliveries.path("allow");
        if (!node.isArray()) file.fault(ALLOW, "must be a list of ranges of addresses: [10.0.0.0/8, 127.0.0.1]");
        if (node.size() > NETWORKS_MAX) file.fault(ALLOW, "at most " + NETWORKS_MAX + " ranges");
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String text = file.text(ALLOW + "/" + i, node.path(i));
            if (text == null) continue;
            try {
                found.add(Network.of(text));
            } catch (IllegalArgumentException wrong) {
                file.fault(ALLOW + "/" + i, String.valueOf(wrong.getMessage()));
            }
        }
        return found;
    }

    private List<String> origins(JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.isMissingNode()) return found;
        if (!node.isArray()) file.fault(ORIGINS, "must be a list of sites: [https://board.example.org]");
        if (node.size() > ORIGINS_MAX) file.fault(ORIGINS, "at most " + ORIGINS_MAX + " sites");
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String origin = file.text(ORIGINS + "/" + i, node.path(i));
            if (origin == null) continue;
            if (ORIGIN.matcher(origin).matches()) found.add(origin);
            else {
                file.fault(
                        ORIGINS + "/" + i,
                        "must be a site as a browser names it, https://board.example.org or http://localhost:5173:"
                                + " small letters, no path, and no * for all");
            }
        }
        return found;
    }

    private @Nullable Signing signing(String at, String tool, JsonNode node) {
        if (!SIGNERS.contains(tool)) {
            file.fault(at, "unknown word \"" + tool + "\"; tools that can sign are " + String.join(", ", SIGNERS));
            return null;
        }
        List<String> known = tool.equals("grafana") ? List.of("secret", "timestampHeader") : List.of("secret");
        if (!file.hasOnly(at, node, known)) return null;
        String secret = file.text(at + "/secret", node.path("secret"));
        if (secret != null && secret.length() < SECRET_CHARS_MIN) {
            file.fault(at + "/secret", "must have " + SECRET_CHARS_MIN + " characters or more");
        }
        String header =
                node.has("timestampHeader") ? file.text(at + "/timestampHeader", node.path("timestampHeader")) : null;
        if (header != null && !HEADER.matcher(header).matches()) {
            file.fault(at + "/timestampHeader", "must be the name of a header, such as X-Grafana-Alerting-Timestamp");
        }
        return secret == null ? null : new Signing(secret, header);
    }
}
