package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandBatches;
import dev.signalbox.hub.http.Problems;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.MemoryFollower;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.CommandResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hub on the Vert.x event bus of its own JVM, which the SockJS bridge extends to other processes.
 *
 * <ul>
 *   <li>Send a command to {@link #COMMANDS}, with its key in the header {@code authorization} as over HTTP, also from
 *       within the JVM. The reply is the {@link CommandResult}, a verdict. What HTTP would answer with a problem for
 *       the whole request (no valid key, not a command, the store in trouble) is a failed reply: its code is the
 *       status, its message the problem as JSON.
 *   <li>Every event is published on {@link #EVENTS} and on {@code signalbox.events.<category>} as a CloudEvent, live
 *       only. Consumers within the JVM see all of them; the bridge holds each of its clients to its role.
 * </ul>
 *
 * <p>In another space than the default one the addresses are {@code signalbox.space.<name>.commands} and
 * {@code signalbox.space.<name>.events}, served while the space is open.
 */
public final class EventBusDoor implements Job {
    public static final String COMMANDS = "signalbox.commands";
    public static final String EVENTS = "signalbox.events";
    /** Where a message came from; the bridge sets it, whatever its client wrote. */
    static final String PEER = "signalbox-peer";

    private final EventBus bus;
    private final String space;
    private final DeliveryOptions asCloudEvent;
    private final CommandBatches commands;
    private final Authentication authentication;
    private final RateGate rates;
    private final FollowedLog log;
    private final MemoryFollower follower;
    private @Nullable MessageConsumer<Object> consumer;
    private volatile boolean open;

    public EventBusDoor(
            String space,
            Vertx vertx,
            CommandBatches commands,
            Authentication authentication,
            RateGate rates,
            FollowedLog log) {
        this.bus = vertx.eventBus();
        this.space = space;
        this.asCloudEvent =
                new DeliveryOptions().setCodecName(BusEventCodec.nameOf(space)).setLocalOnly(true);
        this.commands = commands;
        this.authentication = authentication;
        this.rates = rates;
        this.log = log;
        this.follower = new MemoryFollower("event bus", log.tail(), EventFilter.ALL, this::publish, vertx);
    }

    /** What an address is called in a space. */
    static String in(String space, String address) {
        return space.equals(Space.DEFAULT) ? address : address.replaceFirst("^signalbox", "signalbox.space." + space);
    }

    /** Takes commands, and publishes what happens from now on. */
    @Override
    public Future<?> start() {
        bus.registerCodec(new BusEventCodec(space));
        consumer = bus.localConsumer(in(space, COMMANDS), this::take);
        follower.start(log.head());
        open = true;
        return Future.succeededFuture();
    }

    @Override
    public Future<?> close() {
        open = false;
        follower.close();
        bus.unregisterCodec(BusEventCodec.nameOf(space));
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    /** Whether it takes commands. */
    boolean isOpen() {
        return open;
    }

    private void take(Message<Object> message) {
        Future.succeededFuture(message)
                .compose(this::judge)
                .onSuccess(result -> message.reply(new JsonObject(Buffer.buffer(Json.write(result)))))
                .onFailure(failure -> refuse(message, Problems.of(failure, "a command on the event bus")));
    }

    private Future<CommandResult> judge(Message<Object> message) {
        String peer = message.headers().get(PEER);
        Principal principal = authentication.principalOf(
                Credentials.in(message.headers()), peer == null ? "the hub's own JVM" : peer);
        rates.pass(principal);
        Command command = Json.read(bytesOf(message.body()), Command.class);
        Caller caller =
                new Caller(principal, "bus", TraceParent.parse(message.headers().get("traceparent")));
        return commands.handle(new CommandBatch(List.of(command)), caller).map(results -> results.get(0));
    }

    private static void refuse(Message<Object> message, Problem problem) {
        message.fail(problem.status(), Json.writeText(problem));
    }

    private static byte[] bytesOf(@Nullable Object body) {
        if (body instanceof JsonObject json) return json.toBuffer().getBytes();
        if (body instanceof Buffer buffer) return buffer.getBytes();
        if (body instanceof String text) return text.getBytes(StandardCharsets.UTF_8);
        throw new InvalidInput("", "send the command as a JSON object: {id, command, target?, expectedVersion?, body}");
    }

    private Future<Void> publish(LogPage range) {
        String events = in(space, EVENTS);
        for (RecordedEvent event : range.events()) {
            BusEvent message = new BusEvent(log, event);
            bus.publish(events, message, asCloudEvent);
            bus.publish(events + "." + event.category(), message, asCloudEvent);
        }
        return Future.succeededFuture();
    }
}
