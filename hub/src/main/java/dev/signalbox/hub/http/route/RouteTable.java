package dev.signalbox.hub.http.route;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.projection.Freshness;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where features declare their routes. Every way to declare one names the permission, and what memory its answer
 * {@link Need needs}; declaring a command that nobody handles, a family that the ownership matrix does not know, or a
 * route twice fails, and with it the start of the hub.
 */
public final class RouteTable {
    private final CommandHandler commands;
    private final MatrixInForce matrix;
    private final List<Route> routes = new ArrayList<>();
    private final Map<String, Protocol> foreign = new LinkedHashMap<>();

    /** @param commands knows every command by now: features register theirs before routes are declared */
    public RouteTable(CommandHandler commands, MatrixInForce matrix) {
        this.commands = commands;
        this.matrix = matrix;
    }

    /**
     * {@code POST path} sends the command with the request's body, and answers 201 with the new resource and its
     * {@code Location}: the path and the id.
     */
    public void create(String path, String command) {
        write(HttpMethod.POST, path, sends(command), new CommandRoute(commands, command, path, true));
    }

    /**
     * The method on a path with {@code {id}} sends the command to the thing with that id, and answers 200 with the
     * resource. There may be no body when the command has no required field, unless the method is {@code PATCH}.
     */
    public void change(HttpMethod method, String path, String command) {
        if (!path.contains("{id}")) throw new IllegalArgumentException(path + " does not say whose {id} it changes");
        write(method, path, sends(command), new CommandRoute(commands, command, null, method.equals(HttpMethod.PATCH)));
    }

    /** A route whose handler sends a command that expects {@link Request#expectedVersion}. */
    public void write(HttpMethod method, String path, Permission permission, Route.Handler handler) {
        add(new Route(method, path, permission, List.of(), Protocol.OWN, true, Need.NONE, handler));
    }

    /** For roles that may send the command; the handler makes it of the request, and sends it. */
    public void send(HttpMethod method, String path, String command, Route.Handler handler) {
        add(method, path, sends(command), List.of(), Need.NONE, handler);
    }

    /**
     * {@code GET path} for roles that may read the table with this family. The handler is asked when the table holds
     * what this node has acknowledged, and what the request names in {@code Signalbox-At-Least}.
     */
    public void read(
            String path, String family, Freshness table, List<String> parameters, Need need, Route.Handler handler) {
        readLog(path, family, parameters, need, request -> table.caughtUp(request.atLeast())
                .compose(ready -> handler.answer(request)));
    }

    /** The same for an answer that is made of the log, which needs no waiting. */
    public void readLog(String path, String family, List<String> parameters, Need need, Route.Handler handler) {
        if (!matrix.matrix().knowsFamily(family)) {
            throw new IllegalStateException("GET " + path + " reads " + family + ", which no table of the matrix is");
        }
        add(HttpMethod.GET, path, new Permission.Reads(family), parameters, need, handler);
    }

    /** For any valid key; the handler looks at what the role may see or do. */
    public void anyKey(HttpMethod method, String path, List<String> parameters, Need need, Route.Handler handler) {
        add(method, path, new Permission.AnyKey(), parameters, need, handler);
    }

    /** For admins. */
    public void admin(HttpMethod method, String path, List<String> parameters, Need need, Route.Handler handler) {
        add(method, path, new Permission.Role(OwnershipMatrix.ADMIN), parameters, need, handler);
    }

    /** For admins of the default space: what is of the whole hub, or of the machine. */
    public void operator(HttpMethod method, String path, List<String> parameters, Need need, Route.Handler handler) {
        add(method, path, new Permission.Operator(), parameters, need, handler);
    }

    /** {@code GET path} for callers on the hub's own machine, and for any valid key; answered from memory. */
    public void loopbackOrKey(String path, Route.Handler handler) {
        add(HttpMethod.GET, path, new Permission.LoopbackOrKey(), List.of(), Need.NONE, handler);
    }

    /** {@code GET path} for everybody, answered from memory. */
    public void open(String path, Route.Handler handler) {
        add(HttpMethod.GET, path, new Permission.Open(), List.of(), Need.NONE, handler);
    }

    /**
     * A route of a protocol that others made, for clients that were not made for the hub. A command of its permission
     * need not be one that {@link CommandHandler} knows: the handler decides by itself what to write.
     */
    public void foreign(
            HttpMethod method,
            String path,
            Permission permission,
            List<String> parameters,
            Protocol protocol,
            Need need,
            Route.Handler handler) {
        OwnershipMatrix now = matrix.matrix();
        boolean known = true;
        if (permission instanceof Permission.Sends sends) known = now.knowsCommand(sends.command());
        if (permission instanceof Permission.SendsAny some)
            known = some.commands().stream().allMatch(now::knowsCommand);
        if (permission instanceof Permission.Reads reads) known = now.knowsFamily(reads.family());
        if (!known) throw new IllegalStateException(path + " needs what no table of the matrix names: " + permission);
        add(new Route(method, path, permission, parameters, protocol, false, need, handler));
    }

    /**
     * All paths that begin so belong to a protocol of others: what is unknown there is refused in its form, and pages
     * of other sites may use it.
     */
    public void foreignBelow(String prefix, Protocol protocol) {
        if (!prefix.endsWith("/")) throw new IllegalArgumentException(prefix + " does not end with a slash");
        foreign.put(prefix, protocol);
    }

    /** The prefixes of {@link #foreignBelow}, each with its protocol. */
    public Map<String, Protocol> foreign() {
        return Map.copyOf(foreign);
    }

    /** All routes, in the order of their declaration. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** The route of a method on a path as it was declared; null when no feature offers it. */
    @Nullable
    Route find(HttpMethod method, String path) {
        for (Route route : routes)
            if (route.method().equals(method) && route.path().equals(path)) return route;
        return null;
    }

    private Permission sends(String command) {
        if (!commands.names().contains(command) || !matrix.matrix().knowsCommand(command)) {
            throw new IllegalStateException("no feature handles " + command + ", or the matrix does not name it");
        }
        return new Permission.Sends(command);
    }

    private void add(
            HttpMethod method,
            String path,
            Permission permission,
            List<String> parameters,
            Need need,
            Route.Handler handler) {
        add(new Route(method, path, permission, parameters, Protocol.OWN, false, need, handler));
    }

    private void add(Route route) {
        if (find(route.method(), route.path()) != null) {
            throw new IllegalStateException("two features claim " + route.method() + " " + route.path());
        }
        routes.add(route);
    }
}
