package dev.signalbox.hub.delivery;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.delivery.DeliveryNotes.NoteFailed;
import dev.signalbox.hub.delivery.channel.Letter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.ChangeEndpoint;
import dev.signalbox.wire.command.CreateEndpoint;
import dev.signalbox.wire.command.DisableEndpoint;
import dev.signalbox.wire.command.ReplayDeliveries;
import dev.signalbox.wire.command.RotateEndpoint;
import dev.signalbox.wire.delivery.Endpoint;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Optional;

/** The commands of endpoints, and the hub's own of what became of deliveries. */
final class EndpointCommands {
    static final Fold<EndpointState, EndpointEvent> ENDPOINTS =
            new Fold<>("endpoint", EndpointEvent.CODEC, EndpointState.NONE, EndpointState::after);

    private final Given given;
    private final EventLog log;

    /** What the commands need to know beyond what they say. */
    interface Given {
        Future<MasterSecret> master();

        /** How many endpoints there are. */
        Future<Long> count();

        /** The role of a key that opens now. */
        Optional<String> roleOf(String keyId);

        /** Fails with {@link InvalidInput} for a URL that nothing would ever be sent to. */
        void check(URI url);
    }

    private EndpointCommands(Given given, EventLog log) {
        this.given = given;
        this.log = log;
    }

    /** The hub itself gives an endpoint up, unless it was changed since that version. */
    record SwitchOff(String reason, long version) {}

    /** A replay is over. */
    record EndReplay(long replay) {}

    static void register(CommandHandler commands, Given given, EventLog log) {
        EndpointCommands own = new EndpointCommands(given, log);
        commands.takes("endpoint.create", CreateEndpoint.class, own::create);
        commands.takes("endpoint.change", ChangeEndpoint.class, own::change);
        commands.takes("endpoint.rotate", RotateEndpoint.class, own::rotate);
        commands.takes("endpoint.enable", NoFields.class, (none, by) -> own.enable(by));
        commands.takes("endpoint.replay", ReplayDeliveries.class, own::replay);
        commands.on(ENDPOINTS, EndpointState::present)
                .changes(
                        "endpoint.disable",
                        DisableEndpoint.class,
                        (endpoint, wish, by) -> endpoint.disable(wish.reason(), by.principal()))
                .changes("endpoint.retry", NoFields.class, (endpoint, none, by) -> endpoint.retry(by.principal()));
        commands.on(ENDPOINTS, EndpointCommands::shown)
                .changes("endpoint.delete", NoFields.class, (endpoint, none, by) -> endpoint.delete(by.principal()))
                .changes(
                        "endpoint.switch-off",
                        SwitchOff.class,
                        (endpoint, wish, by) -> endpoint.switchOff(wish.reason(), wish.version()))
                .changes(
                        "endpoint.end-replay",
                        EndReplay.class,
                        (endpoint, wish, by) -> endpoint.endReplay(wish.replay()));
        commands.notes(log, "delivery.note-failed", NoteFailed.class, DeliveryNotes::note);
    }

    /** The endpoint, also when it is no more. */
    private static Object shown(EndpointState state) {
        return state.resource() == null ? new NoFields() : state.resource();
    }

    /** The first answer carries the secret; a repeated command gets the same endpoint without it. */
    private Future<Outcome> create(CreateEndpoint wish, CommandExecution by) {
        given.check(URI.create(wish.url()));
        return given.count().compose(count -> {
            if (count >= Limits.ENDPOINTS_MAX) {
                throw new Refused(
                        ProblemCode.TOO_LARGE,
                        "there are " + Limits.ENDPOINTS_MAX + " endpoints, and no more are made; delete one");
            }
            return given.master().compose(master -> by.decide(ENDPOINTS, EndpointState::present)
                    .create(by.idToCreate(wish.id()), () -> EndpointState.create(wish, by.principal(), master.root()))
                    .map(outcome -> told(outcome, by, master, 0)));
        });
    }

    private Future<Outcome> change(ChangeEndpoint wish, CommandExecution by) {
        if (wish.url() != null) given.check(URI.create(wish.url()));
        return by.decide(ENDPOINTS, EndpointState::present)
                .change(by.targetId(ENDPOINTS, Ids::isUuid), state -> state.change(wish, by.principal()));
    }

    /** As with the first one, a repeated command does not get the secret again. */
    private Future<Outcome> rotate(RotateEndpoint wish, CommandExecution by) {
        int[] generation = new int[1];
        return given.master().compose(master -> by.decide(ENDPOINTS, EndpointState::present)
                .change(by.targetId(ENDPOINTS, Ids::isUuid), state -> {
                    generation[0] = state.beside().generation() + 1;
                    return state.rotate(wish, by.principal(), master.root());
                })
                .map(outcome -> told(outcome, by, master, generation[0])));
    }

    private Future<Outcome> enable(CommandExecution by) {
        return given.master().compose(master -> by.decide(ENDPOINTS, EndpointState::present)
                .change(by.targetId(ENDPOINTS, Ids::isUuid), state -> {
                    if (given.roleOf(state.present().key()).isEmpty()) {
                        throw new Refused(
                                ProblemCode.EXPIRED,
                                "the key that it was made with has ended, and its rights with it; make another"
                                        + " endpoint, and replay into it what this one did not get");
                    }
                    return state.enable(by.principal(), master.root());
                }));
    }

    private static Outcome told(Outcome outcome, CommandExecution by, MasterSecret master, int generation) {
        if (outcome.receipt().duplicate() || by.rehearses()) return outcome;
        Endpoint made = (Endpoint) outcome.resource();
        return new Outcome(outcome.receipt(), made.withSecret(master.text(made.id(), generation)));
    }

    private Future<Outcome> replay(ReplayDeliveries wish, CommandExecution by) {
        return positions(wish).compose(range -> by.decide(ENDPOINTS, EndpointState::present)
                .change(
                        by.targetId(ENDPOINTS, Ids::isUuid),
                        state -> state.replay(range[0], range[1], by.principal())));
    }

    /** From and to, both in the log. */
    private Future<long[]> positions(ReplayDeliveries wish) {
        if (wish.event() != null) {
            return log.byId(Letter.eventId(wish.event()))
                    .map(found -> found.map(RecordedEvent::position)
                            .orElseThrow(() -> new InvalidInput("/event", "there is no event with this id")))
                    .map(position -> new long[] {position, position});
        }
        long from = wish.from() == null ? 0 : wish.from();
        long to = wish.to() == null ? from : wish.to();
        return log.head().map(head -> {
            if (from > head.position()) {
                throw new InvalidInput(
                        "/from", "the log ends at " + head.position() + "; from must not be behind that");
            }
            return new long[] {from, Math.min(to, head.position())};
        });
    }
}
