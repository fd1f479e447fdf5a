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
 */
public record DoorPlan(Map<String, Signing> inbound, List<String> origins, HookRules hooks) {
    /** Nothing need be signed, and everything is asked. */
    public static final DoorPlan NONE = new DoorPlan(Map.of(), List.of(), HookRules.NONE);

    public DoorPlan {
        inbound = Map.copyOf(inbound);
        origins = List.copyOf(origins);
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
