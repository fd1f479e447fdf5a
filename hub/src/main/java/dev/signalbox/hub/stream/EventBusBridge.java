package dev.signalbox.hub.stream;

import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Admission;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.schedule.Job;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets other processes onto the event bus, through SockJS over WebSocket at {@code /eventbus}, as the stock clients
 * speak it. Only the addresses of {@link EventBusDoor} are open. A frame that registers carries its key in the header
 * {@code authorization}; what is delivered then is what the role of that key may read, and a key that ends closes its
 * sockets within a second. Commands are judged, and refused, by the door itself.
 */
public final class EventBusBridge implements Consumer<Router>, Job {
    private static final String PATH = "/eventbus";
    private static final int ADDRESSES_A_SOCKET_MAX = 32;
    private static final String ADDRESS_OF_EVENTS = "signalbox\\.events(\\.[a-z][a-z0-9_-]{0,59})?";
    /** Transports over plain HTTP answer other sites by CORS, and buffer for clients that are gone. */
    private static final List<String> TRANSPORTS_OFF =
            List.of("XHR", "XHR_STREAMING", "EVENT_SOURCE", "HTML_FILE", "JSON_P");

    private final Vertx vertx;
    private final Authentication authentication;
    private final MatrixInForce matrix;
    private final ClientAddress peer;
    private final StartupGate opening;
    private final Map<SockJSSocket, Map<String, Principal>> readers = new ConcurrentHashMap<>();
    private long timer = -1;

    public EventBusBridge(
            Vertx vertx, Authentication authentication, MatrixInForce matrix, ClientAddress peer, StartupGate opening) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.matrix = matrix;
        this.peer = peer;
        this.opening = opening;
    }

    /** Mounts the bridge. */
    @Override
    public void accept(Router router) {
        SockJSHandlerOptions sockets = new SockJSHandlerOptions();
        TRANSPORTS_OFF.forEach(sockets::addDisabledTransport);
        SockJSBridgeOptions addresses = new SockJSBridgeOptions()
                .setMaxHandlersPerSocket(ADDRESSES_A_SOCKET_MAX)
                .addInboundPermitted(new PermittedOptions().setAddress(EventBusDoor.COMMANDS))
                .addOutboundPermitted(new PermittedOptions().setAddressRegex(ADDRESS_OF_EVENTS));
        router.route(PATH + "/*").handler(context -> {
            opening.pass();
            context.next();
        });
        router.route(PATH + "/*").handler(EventBusBridge::refuseOtherSites);
        router.route(PATH + "/*").subRouter(SockJSHandler.create(vertx, sockets).bridge(addresses, this::judge));
    }

    /** From now on a key that ends closes its sockets. */
    @Override
    public Future<?> start() {
        timer = vertx.setPeriodic(StreamLimits.TICK.toMillis(), tick -> closeEndedKeys());
        return Future.succeededFuture();
    }

    /** Closes the sockets of all readers. */
    @Override
    public Future<?> close() {
        vertx.cancelTimer(timer);
        List.copyOf(readers.keySet()).forEach(SockJSSocket::close);
        return Future.succeededFuture();
    }

    private void judge(BridgeEvent event) {
        event.complete(isAllowed(event));
    }

    private boolean isAllowed(BridgeEvent event) {
        BridgeEventType type = event.type();
        if (type == BridgeEventType.SEND) return sendsCommand(event);
        if (type == BridgeEventType.REGISTER) return mayListen(event);
        if (type == BridgeEventType.UNREGISTER) return stopsListening(event);
        if (type == BridgeEventType.RECEIVE) return mayReceive(event);
        if (type == BridgeEventType.SOCKET_CLOSED) readers.remove(event.socket());
        return type != BridgeEventType.PUBLISH;
    }

    /** The door authenticates, so that the sender gets a reply; it must know from where the key came. */
    private boolean sendsCommand(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        if (!(frame.getValue("headers", new JsonObject()) instanceof JsonObject headers)) return false;
        if (isStranger(event) && authentication.opens(Credentials.in(textsOf(headers)))) showsKey(event);
        List.copyOf(headers.fieldNames()).stream()
                .filter(EventBusDoor.PEER::equalsIgnoreCase)
                .forEach(headers::remove);
        event.setRawMessage(frame.put("headers", headers.put(EventBusDoor.PEER, peerOf(event))));
        return true;
    }

    private boolean mayListen(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        if (!(frame.getValue("headers", new JsonObject()) instanceof JsonObject headers)) return false;
        if (!(frame.getValue("address") instanceof String address)) return false;
        try {
            Principal principal = authentication.principalOf(Credentials.in(textsOf(headers)), peerOf(event));
            showsKey(event);
            readers.computeIfAbsent(event.socket(), any -> new ConcurrentHashMap<>())
                    .put(address, principal);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private static boolean isStranger(BridgeEvent event) {
        return event.socket().routingContext().get(Admission.SHOWED_KEY) != null;
    }

    /** Its socket is no stranger's any more. */
    private static void showsKey(BridgeEvent event) {
        if (event.socket().routingContext().remove(Admission.SHOWED_KEY) instanceof Runnable showed) showed.run();
    }

    private boolean stopsListening(BridgeEvent event) {
        Map<String, Principal> addresses = readers.get(event.socket());
        if (addresses != null && event.getRawMessage().getValue("address") instanceof String address) {
            addresses.remove(address);
        }
        return true;
    }

    /** Whoever listens on the bus itself sees everything; a client behind the bridge sees what its role may read. */
    private boolean mayReceive(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        String address = frame.getString("address");
        if (!address.matches(ADDRESS_OF_EVENTS)) return true;
        Principal principal = readers.getOrDefault(event.socket(), Map.of()).get(address);
        if (principal == null || !authentication.isValid(principal)) return false;
        if (event.socket().writeQueueFull()) {
            // The bridge itself would queue without bound. The reader comes again and catches up over /v1/events.
            event.socket().close();
            return false;
        }
        return frame.getValue("body") instanceof JsonObject cloudEvent
                && matrix.matrix()
                        .mayReadFamily(principal.role(), EventFilter.familyOf(cloudEvent.getString("type", "")));
    }

    private void closeEndedKeys() {
        readers.forEach((socket, addresses) -> {
            if (addresses.values().stream().allMatch(authentication::isValid)) return;
            readers.remove(socket);
            socket.close();
        });
    }

    /** The headers of a frame, whose names differ in more than their case. */
    private static MultiMap textsOf(JsonObject headers) {
        MultiMap texts = MultiMap.caseInsensitiveMultiMap();
        for (String name : headers.fieldNames()) {
            if (headers.getValue(name) instanceof String text) texts.add(name, text);
        }
        return texts;
    }

    private String peerOf(BridgeEvent event) {
        return peer.addressOf(event.socket().headers(), event.socket().remoteAddress());
    }

    /** A browser says which site's page opens a WebSocket; only pages of this hub may. No CORS is granted either. */
    private static void refuseOtherSites(RoutingContext context) {
        HttpServerRequest http = context.request();
        String origin = http.getHeader("Origin");
        if (origin != null && !isOwn(origin, http.authority())) {
            context.response().setStatusCode(403).end();
            return;
        }
        context.addHeadersEndHandler(ignored -> {
            for (String name : List.copyOf(context.response().headers().names())) {
                if (name.regionMatches(true, 0, "Access-Control-", 0, 15))
                    context.response().headers().remove(name);
            }
        });
        context.next();
    }

    private static boolean isOwn(String origin, @Nullable HostAndPort authority) {
        if (authority == null) return false;
        try {
            URI site = URI.create(origin);
            return authority.toString().equalsIgnoreCase(site.getRawAuthority());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
