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
import dev.signalbox.hub.stream.BusSpaces.Rights;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets other processes onto the event bus, through SockJS over WebSocket at {@code /eventbus}, as the stock clients
 * speak it. Only the addresses of {@link EventBusDoor} are open. A frame that registers carries its key in the header
 * {@code authorization}; what is delivered then is what the role of that key may read, and a key that ends closes its
 * sockets within a second. Commands are judged, and refused, by the door itself. The bridge of the default space leads
 * to the addresses of the other spaces, too: whoever shows a key of one reaches those of that space.
 */
public final class EventBusBridge implements Consumer<Router>, Job {
    /** Where it is mounted. */
    public static final String PATH = "/eventbus";

    private static final int ADDRESSES_A_SOCKET_MAX = 32;
    private static final String SPACE = "signalbox(\\.space\\.([a-z][a-z0-9-]{0,39}))?";
    private static final String ADDRESS_OF_EVENTS = SPACE + "\\.events(\\.[a-z][a-z0-9_-]{0,59})?";
    private static final String ADDRESS_OF_COMMANDS = SPACE + "\\.commands";
    private static final Pattern ADDRESS = Pattern.compile(SPACE + "\\..+");
    /** Transports over plain HTTP answer other sites by CORS, and buffer for clients that are gone. */
    private static final List<String> TRANSPORTS_OFF =
            List.of("XHR", "XHR_STREAMING", "EVENT_SOURCE", "HTML_FILE", "JSON_P");

    private final Vertx vertx;
    private final Rights own;
    private final BusSpaces spaces;
    private final ClientAddress peer;
    private final StartupGate opening;
    private final Map<SockJSSocket, Map<String, Reader>> readers = new ConcurrentHashMap<>();
    private long timer = -1;

    /**
     * Who listens at an address.
     *
     * @param in the space of the address
     */
    private record Reader(Principal principal, Rights in) {
        boolean isValid() {
            return in.lasts().getAsBoolean() && in.authentication().isValid(principal);
        }
    }

    public EventBusBridge(
            Vertx vertx,
            Authentication authentication,
            MatrixInForce matrix,
            BusSpaces spaces,
            ClientAddress peer,
            StartupGate opening) {
        this.vertx = vertx;
        this.own = new Rights(authentication, matrix, () -> true, () -> {});
        this.spaces = spaces;
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
                .addInboundPermitted(new PermittedOptions().setAddressRegex(ADDRESS_OF_COMMANDS))
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
        List.copyOf(readers.keySet()).forEach(socket -> {
            forget(socket);
            socket.close();
        });
        return Future.succeededFuture();
    }

    private void judge(BridgeEvent event) {
        BridgeEventType type = event.type();
        if (type == BridgeEventType.SEND) sendsCommand(event).onComplete(event);
        else if (type == BridgeEventType.REGISTER)
            mayListen(event).otherwise(false).onComplete(event);
        else event.complete(isAllowed(event));
    }

    private boolean isAllowed(BridgeEvent event) {
        BridgeEventType type = event.type();
        if (type == BridgeEventType.UNREGISTER) return stopsListening(event);
        if (type == BridgeEventType.RECEIVE) return mayReceive(event);
        if (type == BridgeEventType.SOCKET_CREATED) readers.put(event.socket(), new ConcurrentHashMap<>());
        if (type == BridgeEventType.SOCKET_CLOSED) forget(event.socket());
        return type != BridgeEventType.PUBLISH;
    }

    private void forget(SockJSSocket socket) {
        Map<String, Reader> gone = readers.remove(socket);
        if (gone != null) gone.values().forEach(reader -> reader.in().leave().run());
    }

    /** The door authenticates, so that the sender gets a reply; it must know from where the key came. */
    private Future<Boolean> sendsCommand(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        if (!(frame.getValue("headers", new JsonObject()) instanceof JsonObject headers)) {
            return Future.succeededFuture(false);
        }
        if (isStranger(event) && own.authentication().opens(Credentials.in(textsOf(headers)))) showsKey(event);
        List.copyOf(headers.fieldNames()).stream()
                .filter(EventBusDoor.PEER::equalsIgnoreCase)
                .forEach(headers::remove);
        event.setRawMessage(frame.put("headers", headers.put(EventBusDoor.PEER, peerOf(event))));
        String space = spaceOf(frame.getString("address", ""));
        if (space == null) return Future.succeededFuture(true);
        // The space is open when the command arrives; who may not enter gets no answer, as at an address of nobody.
        return enter(space, headers)
                .map(rights -> {
                    showsKey(event);
                    rights.leave().run();
                    return true;
                })
                .otherwise(false);
    }

    /** The space of an address; null for the default one. */
    private static @Nullable String spaceOf(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        return matcher.matches() ? matcher.group(2) : null;
    }

    private Future<Rights> enter(@Nullable String space, JsonObject headers) {
        if (space == null) return Future.succeededFuture(own);
        String secret = Credentials.shownIn(Credentials.in(textsOf(headers)));
        return secret == null ? Future.failedFuture("no key") : spaces.enter(space, secret);
    }

    private Future<Boolean> mayListen(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        if (!(frame.getValue("headers", new JsonObject()) instanceof JsonObject headers)
                || !(frame.getValue("address") instanceof String address)) {
            return Future.succeededFuture(false);
        }
        return Future.succeededFuture()
                .compose(begin -> enter(spaceOf(address), headers))
                .map(rights -> {
                    listens(event, address, headers, rights);
                    return true;
                });
    }

    /** Fails with what refuses the key. */
    private void listens(BridgeEvent event, String address, JsonObject headers, Rights rights) {
        try {
            Principal principal = rights.authentication().principalOf(Credentials.in(textsOf(headers)), peerOf(event));
            showsKey(event);
            Reader reader = new Reader(principal, rights);
            if (readers.computeIfPresent(event.socket(), (socket, here) -> with(here, address, reader)) == null) {
                throw new IllegalStateException("the socket was closed meanwhile");
            }
        } catch (RuntimeException refused) {
            rights.leave().run();
            throw refused;
        }
    }

    private static Map<String, Reader> with(Map<String, Reader> addresses, String address, Reader reader) {
        Reader before = addresses.put(address, reader);
        if (before != null) before.in().leave().run();
        return addresses;
    }

    private static boolean isStranger(BridgeEvent event) {
        return event.socket().routingContext().get(Admission.SHOWED_KEY) != null;
    }

    /** Its socket is no stranger's any more. */
    private static void showsKey(BridgeEvent event) {
        if (event.socket().routingContext().remove(Admission.SHOWED_KEY) instanceof Runnable showed) showed.run();
    }

    private boolean stopsListening(BridgeEvent event) {
        Map<String, Reader> addresses = readers.get(event.socket());
        if (addresses != null && event.getRawMessage().getValue("address") instanceof String address) {
            Reader gone = addresses.remove(address);
            if (gone != null) gone.in().leave().run();
        }
        return true;
    }

    /** Whoever listens on the bus itself sees everything; a client behind the bridge sees what its role may read. */
    private boolean mayReceive(BridgeEvent event) {
        JsonObject frame = event.getRawMessage();
        String address = frame.getString("address");
        if (!address.matches(ADDRESS_OF_EVENTS)) return true;
        Reader reader = readers.getOrDefault(event.socket(), Map.of()).get(address);
        if (reader == null || !reader.isValid()) return false;
        if (event.socket().writeQueueFull()) {
            // The bridge itself would queue without bound. The reader comes again and catches up over /v1/events.
            event.socket().close();
            return false;
        }
        return frame.getValue("body") instanceof JsonObject cloudEvent
                && reader.in()
                        .matrix()
                        .matrix()
                        .mayReadFamily(
                                reader.principal().role(), EventFilter.familyOf(cloudEvent.getString("type", "")));
    }

    private void closeEndedKeys() {
        readers.forEach((socket, addresses) -> {
            if (addresses.values().stream().allMatch(Reader::isValid)) return;
            forget(socket);
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
