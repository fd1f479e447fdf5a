package dev.signalbox.hub.matrix;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What signalbox.yaml says of doors for others.
 *
 * @param inbound {@code inbound}: which tools must sign what they send, by the tool
 * @param origins {@code origins}: the sites whose pages may use the doors of the hub from a browser
 * @param hooks {@code hooks}: what coding agents may do without asking
 * @param allowed {@code deliveries: allow}: addresses that are not of the public internet and that events may be sent
 *     to all the same
 */
public record DoorPlan(Map<String, Signing> inbound, List<String> origins, HookRules hooks, List<Network> allowed) {
    /** Nothing need be signed, everything is asked, and events leave for the public internet only. */
    public static final DoorPlan NONE = new DoorPlan(Map.of(), List.of(), HookRules.NONE, List.of());

    public DoorPlan {
        inbound = Map.copyOf(inbound);
        origins = List.copyOf(origins);
        allowed = List.copyOf(allowed);
    }

    /**
     * How a tool signs.
     *
     * @param secret that both sides know
     * @param timestampHeader in which it tells the time that it signs with the body; null when it need not
     */
    public record Signing(String secret, @Nullable String timestampHeader) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "signed" + (timestampHeader == null ? "" : " with " + timestampHeader);
        }
    }
}
