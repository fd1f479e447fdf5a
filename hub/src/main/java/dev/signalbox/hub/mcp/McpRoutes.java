package dev.signalbox.hub.mcp;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.InnerDoor;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /mcp}: messages of the Model Context Protocol over Streamable HTTP, in the revision in which each client
 * speaks. It gives out no stream of its own accord and keeps no session.
 *
 * @param version of the hub
 */
record McpRoutes(Space space, String version) implements Routes {
    static final String PATH = "/mcp";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    @Override
    public void declare(RouteTable doors) {
        InnerDoor inner = new InnerDoor(doors, "mcp");
        Results results = new Results(space.name(), space.clock());
        Asking asking = new Asking(inner, results, space.main().log(), space.clock());
        Desk desk = new Desk(new Tools(inner, results, asking), asking, space.vertx(), version);
        doors.foreign(
                HttpMethod.POST,
                PATH,
                new Permission.AnyKey(),
                List.of(),
                McpProtocol.MCP,
                Need.NONE,
                request -> answer(request, desk));
    }

    private static Future<Answer> answer(Request request, Desk desk) {
        refuseForeignOrigin(request);
        try {
            return answer(request, Message.of(request.bytes()), desk);
        } catch (Fault noMessage) {
            return Future.succeededFuture(noMessage.answer());
        }
    }

    private static Future<Answer> answer(Request request, Message message, Desk desk) {
        Peer peer;
        try {
            if (Peer.isGreeting(message)) return Future.succeededFuture(desk.greet(message));
            peer = Peer.of(request, message);
        } catch (Peer.UnknownSession unknown) {
            return Future.succeededFuture(unknown.fault().answer(message, NOT_FOUND));
        } catch (Fault fault) {
            return Future.succeededFuture(fault.answer(message, fault.status()));
        }
        return served(request, message, peer, desk)
                .recover(failure -> failure instanceof Fault fault
                        ? Future.succeededFuture(fault.answer(message, statusOf(fault, message, peer)))
                        : Future.failedFuture(failure));
    }

    private static Future<Answer> served(Request request, Message message, Peer peer, Desk desk) {
        try {
            return desk.serve(request, message, peer);
        } catch (RuntimeException failure) {
            return Future.failedFuture(failure);
        }
    }

    /** Clients of earlier revisions read the error of a request only beside 200. */
    private static int statusOf(Fault fault, Message message, Peer peer) {
        return peer.isModern() || message.isResponse() ? fault.status() : OK;
    }

    /** A page of another site would have to bring a key, too; but none has business here (DNS rebinding). */
    private static void refuseForeignOrigin(Request request) {
        String origin = request.header("Origin");
        if (origin == null || isOwn(origin, request.header("Host"))) return;
        throw new Refused(
                ProblemCode.FORBIDDEN,
                "a page of another site may not speak to this door; the header Origin names one");
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (URISyntaxException none) {
            return false;
        }
    }
}
