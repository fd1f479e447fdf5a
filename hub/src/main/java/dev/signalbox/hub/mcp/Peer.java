package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a message, as far as the protocol says: its revision, and what it can show to a person. Clients of the
 * newest revision say it with each message; those before it say it once, so their session id is what they said, and no
 * node need keep it.
 *
 * @param isModern whether each message stands for itself, since 2026-07-28
 * @param showsForms whether it can ask its person
 * @param session null where there is none
 */
record Peer(
        String revision,
        boolean isModern,
        boolean showsForms,
        @Nullable String session) {
    static final String NEWEST = "2026-07-28";
    /** With a handshake, the newest first. */
    static final List<String> EARLIER = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    static final String VERSION_HEADER = "MCP-Protocol-Version";
    static final String SESSION_HEADER = "Mcp-Session-Id";
    static final String META = "io.modelcontextprotocol/";

    private static final String METHOD_HEADER = "Mcp-Method";
    private static final String NAME_HEADER = "Mcp-Name";
    private static final Set<String> NAMED = Set.of("tools/call", "prompts/get", "resources/read");
    private static final Pattern SESSION = Pattern.compile("([0-9-]{10})\\.(forms|plain)\\.[0-9a-f-]{36}");
    private static final Pattern BASE64 = Pattern.compile("=\\?base64\\?([A-Za-z0-9+/]*={0,2})\\?=");

    /** Fails with a {@link Fault} when header and message do not say the same, or say a revision that is not spoken. */
    static Peer of(Request request, Message message) {
        String header = once(request, VERSION_HEADER);
        JsonNode version = message.meta(META + "protocolVersion");
        boolean modern = !version.isMissingNode() || (header != null && !EARLIER.contains(header));
        return modern ? modern(request, message, header, version) : earlier(request, header);
    }

    /** Whether a message is the handshake of the earlier revisions. */
    static boolean isGreeting(Message message) {
        return message.method().equals("initialize")
                && !message.isNotification()
                && message.meta(META + "protocolVersion").isMissingNode();
    }

    /** One that begins with a handshake. */
    static Peer greeting(Message initialize) {
        String wished = initialize.params().path("protocolVersion").asText();
        String revision = EARLIER.contains(wished) ? wished : EARLIER.get(0);
        boolean forms = showsForms(initialize.params().path("capabilities"));
        String session = revision + "." + (forms ? "forms" : "plain") + "." + Ids.next();
        return new Peer(revision, false, forms, session);
    }

    /** Whether it takes labels of options in the standard form. */
    boolean knowsTitledOptions() {
        return revision.compareTo("2025-11-25") >= 0;
    }

    private static Peer modern(Request request, Message message, @Nullable String header, JsonNode version) {
        boolean notice = message.isNotification() || message.isResponse();
        if (notice && version.isMissingNode()) return spoken(new Peer(String.valueOf(header), true, false, null));
        if (version.isMissingNode()) {
            throw Fault.of(Fault.INVALID_PARAMS, "params._meta must name " + META + "protocolVersion");
        }
        String revision = version.asText();
        if (!revision.equals(header)) throw mismatch(VERSION_HEADER, header, revision);
        JsonNode capabilities = message.meta(META + "clientCapabilities");
        Peer peer = spoken(new Peer(revision, true, showsForms(capabilities), null));
        if (!capabilities.isObject()) {
            throw Fault.of(
                    Fault.INVALID_PARAMS,
                    "params._meta must say " + META + "clientCapabilities: {} when the client can nothing special");
        }
        String method = once(request, METHOD_HEADER);
        if (!message.method().equals(method)) throw mismatch(METHOD_HEADER, method, message.method());
        if (NAMED.contains(message.method())) refuseOtherName(request, message);
        return peer;
    }

    /** Every revision that is spoken here, the newest first. */
    static ArrayNode spoken() {
        ArrayNode all = Json.object().arrayNode().add(NEWEST);
        EARLIER.forEach(all::add);
        return all;
    }

    private static Peer spoken(Peer peer) {
        if (peer.revision().equals(NEWEST)) return peer;
        ObjectNode data = Json.object().put("requested", peer.revision());
        data.set("supported", spoken());
        throw Fault.of(
                Fault.UNSUPPORTED_VERSION,
                "this hub does not speak the revision " + peer.revision() + "; take one of data.supported",
                data);
    }

    private static void refuseOtherName(Request request, Message message) {
        String field = message.method().equals("resources/read") ? "uri" : "name";
        String header = once(request, NAME_HEADER);
        String named = message.params().path(field).asText();
        if (header == null || !decoded(header).equals(named)) throw mismatch(NAME_HEADER, header, named);
    }

    private static String decoded(String header) {
        Matcher base64 = BASE64.matcher(header);
        if (!base64.matches()) return header;
        try {
            return new String(Base64.getDecoder().decode(base64.group(1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw Fault.of(Fault.HEADER_MISMATCH, "the header " + NAME_HEADER + " is not the Base64 that it says");
        }
    }

    private static Peer earlier(Request request, @Nullable String header) {
        String session = once(request, SESSION_HEADER);
        if (session == null) return new Peer(header == null ? "2025-03-26" : header, false, false, null);
        Matcher said = SESSION.matcher(session);
        if (!said.matches() || !EARLIER.contains(said.group(1))) throw new UnknownSession();
        return new Peer(said.group(1), false, said.group(2).equals("forms"), session);
    }

    /** Forms are what a client means that says nothing more. */
    private static boolean showsForms(JsonNode capabilities) {
        JsonNode elicitation = capabilities.path("elicitation");
        return elicitation.isObject() && (elicitation.has("form") || !elicitation.has("url"));
    }

    /** The one value of a header: of two a machine on the way may have heeded the other. */
    private static @Nullable String once(Request request, String name) {
        List<String> values = request.headers(name);
        if (values.size() > 1) throw Fault.of(Fault.HEADER_MISMATCH, "the header " + name + " is given twice");
        return values.isEmpty() ? null : values.get(0);
    }

    private static Fault mismatch(String header, @Nullable String said, String meant) {
        String how = said == null ? "is missing" : "says \"" + shown(said) + "\"";
        return Fault.of(
                Fault.HEADER_MISMATCH, "the header " + header + " " + how + ", the message \"" + shown(meant) + "\"");
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /** A session that this hub did not give: the client begins anew. */
    static final class UnknownSession extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownSession() {
            super("there is no such session; initialize again", null, false, false);
        }

        Fault fault() {
            return Fault.of(Fault.INVALID_REQUEST, String.valueOf(getMessage()));
        }
    }
}
