package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.http.Problems;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the methods of the protocol do. A failure of a message itself is a {@link Fault}, thrown or in the future. */
final class Desk {
    private static final int ACCEPTED = 202;
    private static final byte[] NOTHING = {};
    /** How long a client may keep what it was told of this hub. */
    private static final long ABOUT_MILLIS = 3_600_000;
    /** How long it may keep the tools of its key. */
    private static final long TOOLS_MILLIS = 60_000;

    private final Tools tools;
    private final Asking asking;
    private final Vertx vertx;
    private final String version;
    /** Calls that are not answered yet, so that a client of an earlier revision can cancel them. */
    private final Map<String, Call> underWay = new ConcurrentHashMap<>();

    /** @param version of the hub */
    Desk(Tools tools, Asking asking, Vertx vertx, String version) {
        this.tools = tools;
        this.asking = asking;
        this.vertx = vertx;
        this.version = version;
    }

    /** The handshake of the earlier revisions. */
    Answer greet(Message initialize) {
        Peer peer = Peer.greeting(initialize);
        ObjectNode result = Json.object().put("protocolVersion", peer.revision());
        result.putObject("capabilities").putObject("tools");
        result.set("serverInfo", serverInfo());
        result.put("instructions", tools.instructions());
        return Answer.ok(initialize.reply(result)).header(Peer.SESSION_HEADER, String.valueOf(peer.session()));
    }

    /** Answers any other message. */
    Future<Answer> serve(Request request, Message message, Peer peer) {
        if (message.isResponse()) return heard(request, message, peer);
        if (message.isNotification()) return noticed(request, message, peer);
        String method = message.method();
        if (method.equals("tools/list")) return list(request, message, peer);
        if (method.equals("tools/call")) return call(request, message, peer);
        if (method.equals("server/discover") && peer.isModern()) return about(message, peer);
        if (method.equals("ping") && !peer.isModern()) return told(message, peer, Json.object());
        throw Fault.noMethod(method);
    }

    private Future<Answer> about(Message message, Peer peer) {
        ObjectNode result = Json.object();
        result.set("supportedVersions", Peer.spoken());
        result.putObject("capabilities").putObject("tools");
        result.put("instructions", tools.instructions());
        return told(message, peer, result.put("ttlMs", ABOUT_MILLIS).put("cacheScope", "public"));
    }

    private Future<Answer> list(Request request, Message message, Peer peer) {
        ObjectNode result = Json.object();
        result.set("tools", tools.shownTo(request));
        if (peer.isModern()) result.put("ttlMs", TOOLS_MILLIS).put("cacheScope", "private");
        return told(message, peer, result);
    }

    private Future<Answer> call(Request request, Message message, Peer peer) {
        String name = message.params().path("name").asText();
        JsonNode schema = tools.schemaOf(name);
        if (schema == null) {
            String shown = name.length() <= 100 ? name : name.substring(0, 100) + "…";
            throw Fault.of(Fault.INVALID_PARAMS, "there is no tool \"" + shown + "\"; tools/list shows them");
        }
        Arguments arguments;
        try {
            arguments = Arguments.of(message.params().path("arguments"), schema);
        } catch (InvalidInput invalid) {
            return told(message, peer, Results.refused(Problems.of(invalid, name)));
        }
        Call call = new Call(request, peer, message, arguments, result -> era(result, peer), vertx);
        String place = placeOf(request, peer, message.id());
        if (place != null) underWay.put(place, call);
        work(name, call).onComplete(done -> {
            if (place != null) underWay.remove(place, call);
            if (done.succeeded()) call.end(done.result());
            else if (done.cause() instanceof Fault fault) call.fail(fault);
            else call.end(Results.refused(Problems.of(done.cause(), McpRoutes.PATH + " " + name)));
        });
        return call.answer();
    }

    private Future<ObjectNode> work(String name, Call call) {
        try {
            return tools.call(name, call);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** The answer to a form. What became of the question is told to whoever waits for it. */
    private Future<Answer> heard(Request request, Message response, Peer peer) {
        if (peer.isModern()) {
            throw Fault.of(Fault.INVALID_REQUEST, "clients of " + Peer.NEWEST + " send no responses");
        }
        Future<Answer> accepted = Future.succeededFuture(Answer.bytes(ACCEPTED, "", NOTHING));
        return asking.answered(request, response)
                .compose(taken -> accepted)
                .recover(failure -> failure instanceof Fault ? Future.failedFuture(failure) : accepted);
    }

    private Future<Answer> noticed(Request request, Message message, Peer peer) {
        if (message.method().equals("notifications/cancelled")) {
            String place = placeOf(request, peer, message.params().get("requestId"));
            Call call = place == null ? null : underWay.get(place);
            if (call != null) call.cancel();
        }
        return Future.succeededFuture(Answer.bytes(ACCEPTED, "", NOTHING));
    }

    /** By which a client of an earlier revision names its call later; null where it cannot. */
    private static @Nullable String placeOf(Request request, Peer peer, @Nullable JsonNode id) {
        if (peer.session() == null || id == null) return null;
        return request.principal().name() + "\n" + peer.session() + "\n" + id;
    }

    private Future<Answer> told(Message message, Peer peer, ObjectNode result) {
        return Future.succeededFuture(Answer.ok(message.reply(era(result, peer))));
    }

    /** Puts in what every result has since the newest revision. */
    private ObjectNode era(ObjectNode result, Peer peer) {
        if (!peer.isModern()) return result;
        if (!result.has("resultType")) result.put("resultType", "complete");
        result.putObject("_meta").set(Peer.META + "serverInfo", serverInfo());
        return result;
    }

    private ObjectNode serverInfo() {
        return Json.object().put("name", "signalbox").put("title", "Signalbox").put("version", version);
    }
}
