package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.schedule.NodeTurn;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.tenancy.Host.Place;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.CloneSpace;
import dev.signalbox.wire.command.CreateSpace;
import dev.signalbox.wire.command.SealSpace;
import dev.signalbox.wire.resource.HubSpace;
import dev.signalbox.wire.resource.HubSpace.State;
import dev.signalbox.wire.resource.Key;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code space.create}, {@code .clone}, {@code .seal} and {@code .unseal}, and what the hub itself tells of spaces. */
final class SpaceCommands {
    static final Fold<SpaceState, SpaceEvent> SPACES =
            new Fold<>("space", SpaceEvent.CODEC, SpaceState.NONE, SpaceState::after);
    /** Open spaces, and sealed ones, of one hub. */
    static final int SPACES_MAX = 5_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final Host host;
    private final SpaceBook book;
    private final SpaceNotes notes;
    private final Supplier<Future<?>> bookIsNew;
    private final Function<String, Optional<NodeTurn>> nodeTurns;
    private final NamedTurns turns = new NamedTurns();

    private SpaceCommands(
            Host host,
            SpaceBook book,
            SpaceNotes notes,
            Supplier<Future<?>> bookIsNew,
            Function<String, Optional<NodeTurn>> nodeTurns) {
        this.host = host;
        this.book = book;
        this.notes = notes;
        this.bookIsNew = bookIsNew;
        this.nodeTurns = nodeTurns;
    }

    /** Hashes of keys, for the commands of the hub itself. */
    record Hashes(List<String> sha256) {}

    /** When something falls due in a space that is closed; null when nothing does. */
    record NextDue(@Nullable Instant due) {}

    /** The server that keeps a space; null for where the hub keeps its own data. */
    record Kept(@Nullable String database) {}

    /** {@code space.opened} and the like have no fields. */
    record Nothing() {}

    /**
     * @param bookIsNew completes when the book knows of all that the log holds at this call
     * @param nodeTurns of work of a name, of which one node does a piece at a time
     */
    static void register(
            CommandHandler commands,
            Host host,
            SpaceBook book,
            SpaceNotes notes,
            Supplier<Future<?>> bookIsNew,
            Function<String, Optional<NodeTurn>> nodeTurns) {
        SpaceCommands spaces = new SpaceCommands(host, book, notes, bookIsNew, nodeTurns);
        commands.takes("space.create", CreateSpace.class, spaces::create);
        commands.takes("space.clone", CloneSpace.class, spaces::clone);
        commands.takes("space.seal", SealSpace.class, spaces::seal);
        commands.takes("space.erase", Nothing.class, (nothing, by) -> spaces.erase(by));
        commands.on(SPACES, SpaceState::present, SpaceCommands::isName)
                .changes("space.unseal", Nothing.class, (space, nothing, by) -> space.unseal(by.now()))
                .changes("space.admit-keys", Hashes.class, (space, wish, by) -> space.admit(wish.sha256()))
                .changes("space.dismiss-keys", Hashes.class, (space, wish, by) -> space.dismiss(wish.sha256()))
                .changes("space.note-filled", Nothing.class, (space, nothing, by) -> space.filled())
                .changes("space.note-open", Nothing.class, (space, nothing, by) -> space.opened())
                .changes("space.note-closed", NextDue.class, (space, wish, by) -> space.closed(wish.due()))
                .changes("space.note-moved", Kept.class, (space, wish, by) -> space.moved(wish.database()));
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !text.equals(Space.DEFAULT);
    }

    /** Of several who make the same at once, each waits for the one before it: so one alone gets the key. */
    private Future<Outcome> create(CreateSpace wish, CommandExecution by) {
        return alone(wish.name(), by, () -> placed(wish, by)
                .compose(place -> made(wish.name(), wish.externalId(), place.server(), null, by)
                        .recover(failure -> unplaced(wish.name(), place, failure)))
                .compose(outcome -> by.rehearses() ? Future.succeededFuture(outcome) : begun(outcome, wish)));
    }

    /** Each name is made by one at a time: who asks this node waits, and who asks another one comes again. */
    private <T> Future<T> alone(String name, CommandExecution by, Supplier<Future<T>> work) {
        if (by.rehearses() || !isName(name)) return work.get();
        return turns.next(name, () -> {
            Optional<NodeTurn> turn = nodeTurns.apply("space " + name);
            if (turn.isEmpty()) return work.get();
            return turn.get()
                    .take()
                    .compose(mine -> mine
                            ? turn.get().during(Future.succeededFuture().compose(taken -> work.get()))
                            : Future.failedFuture(new Refused(
                                    ProblemCode.UNDER_WAY,
                                    "another node of this hub makes the space " + name
                                            + " just now; repeat it in a moment, with the same externalId")));
        });
    }

    /** A refusal is decided before anything is written: what {@link #placed} made is of no space. */
    private Future<Outcome> unplaced(String name, Place place, Throwable failure) {
        boolean nobodys = failure instanceof Refused && there(name).isEmpty();
        Future<Void> undone = nobodys ? place.undo().get() : Future.succeededFuture();
        return undone.transform(gone -> Future.failedFuture(failure));
    }

    /** The place first: what cannot be opened is not made. That of a space which is there is not touched. */
    private Future<Place> placed(CreateSpace wish, CommandExecution by) {
        Optional<SpaceState> known = there(wish.name());
        if (known.isPresent())
            return Future.succeededFuture(Place.of(known.get().present()));
        NewSpace.checkSettings(wish.matrix(), wish.role());
        if (by.rehearses()) return Future.succeededFuture(new Place(null, Future::succeededFuture));
        return bookIsNew.get().compose(isNew -> there(wish.name())
                .map(there -> Future.succeededFuture(Place.of(there.present())))
                .orElseGet(() -> host.place(wish.name(), wish.database())));
    }

    private Optional<SpaceState> there(String name) {
        return book.space(name).filter(each -> !each.is(State.ERASED));
    }

    /** Of all spaces one at most has an external id. */
    private Future<Outcome> made(
            String name,
            @Nullable String externalId,
            @Nullable String database,
            @Nullable String cloneOf,
            CommandExecution by) {
        by.expectNothing();
        Decision<SpaceState, SpaceEvent> decision = by.decide(SPACES, SpaceState::present);
        return decision.jointly(() -> by.head().compose(position -> bookIsNew
                .get()
                .compose(known -> decision.load(name))
                .map(loaded -> {
                    List<SpaceEvent> events = loaded.state().create(externalId, database, cloneOf);
                    if (!events.isEmpty()) refuseOthers(name, externalId);
                    return Joint.alone(loaded, events)
                            .whileQuiet(new Quiet(EventFilter.types(List.of(EventTypes.SPACE_CREATED)), position));
                })));
    }

    private void refuseOthers(String name, @Nullable String externalId) {
        if (book.count() >= SPACES_MAX) {
            throw new Refused(
                    ProblemCode.TOO_LARGE,
                    "this hub has " + SPACES_MAX + " spaces, and no more are made; delete one that nobody needs");
        }
        if (externalId == null) return;
        HubSpace other = book.byExternalId(externalId).orElse(null);
        if (other == null || other.name().equals(name)) return;
        throw new Refused(
                ProblemCode.IDEMPOTENCY_CONFLICT,
                "the externalId " + externalId + " is that of the space " + other.name()
                        + "; give another, or ask for that space");
    }

    /** Its rights and its first key, unless it has one already. */
    private Future<Outcome> begun(Outcome outcome, CreateSpace wish) {
        String name = wish.name();
        if (!book.keysOf(name).isEmpty() || !book.isOpen(name)) return Future.succeededFuture(outcome);
        String role = Objects.requireNonNullElse(wish.role(), OwnershipMatrix.ADMIN);
        HubSpace made = book.named(name).orElseThrow();
        return host.within(name, space -> NewSpace.rule(space, wish.matrix())
                        .compose(ruled -> NewSpace.firstKey(space, made, role)))
                .recover(failure -> Future.failedFuture(unfinished(name, failure)))
                .map(key -> with(outcome, key));
    }

    private static Outcome with(Outcome outcome, Key key) {
        return key.secret() == null
                ? outcome
                : new Outcome(outcome.receipt(), ((HubSpace) outcome.resource()).withKey(key));
    }

    /** Whoever asked once more without an external id would hear that the name is taken. */
    private static Throwable unfinished(String name, Throwable failure) {
        if (!(failure instanceof Refused refused)) return failure;
        return refused.saying("the space " + name + " is made and has no key yet: "
                + refused.problem().detail() + ". Then repeat it with the same externalId or Idempotency-Key, or"
                + " give the space a key: signalbox space provision " + name);
    }

    private Future<Outcome> clone(CloneSpace wish, CommandExecution by) {
        String source = by.targetId(SPACES, text -> NAME.matcher(text).matches());
        if (!source.equals(Space.DEFAULT) && !book.isOpen(source)) {
            throw new Refused(ProblemCode.NOT_FOUND, "there is no space " + source + " that is open");
        }
        return alone(wish.name(), by, () -> made(wish.name(), wish.externalId(), null, source, by)
                .compose(outcome -> by.rehearses() ? Future.succeededFuture(outcome) : filled(outcome, wish, source)));
    }

    /** A key of the source opens nothing here: the door leads nobody here by it, and it is revoked. */
    private Future<Outcome> filled(Outcome outcome, CloneSpace wish, String source) {
        String name = wish.name();
        HubSpace made = book.named(name).orElseThrow();
        if (made.state() != State.FILLING) return Future.succeededFuture(new Outcome(outcome.receipt(), made));
        return host.fill(name, source)
                .compose(full -> host.within(name, space -> NewSpace.revokeAll(space)
                        .compose(revoked -> NewSpace.nextKey(space, name, OwnershipMatrix.ADMIN))
                        .compose(key -> notes.filled(name).map(key))))
                .map(key -> new Outcome(
                        outcome.receipt(), book.named(name).orElseThrow().withKey(key)));
    }

    private Future<Outcome> seal(SealSpace wish, CommandExecution by) {
        String name = by.targetId(SPACES, SpaceCommands::isName);
        SpaceState known = book.space(name).orElse(SpaceState.NONE);
        boolean begins = !known.seal(wish.name(), by.now()).isEmpty();
        boolean saves = begins && !by.rehearses() && known.is(State.OPEN);
        Future<?> saved = saves ? savedFirst(name) : Future.succeededFuture();
        return saved.compose(done ->
                        by.decide(SPACES, SpaceState::present).change(name, space -> space.seal(wish.name(), by.now())))
                .compose(outcome -> by.rehearses()
                        ? Future.succeededFuture(outcome)
                        : host.shut(name).map(outcome));
    }

    private Future<?> savedFirst(String name) {
        return host.backUp(name)
                .recover(failure -> Future.failedFuture(
                        failure instanceof Refused refused
                                ? refused.saying("the space " + name + " is not deleted: "
                                        + refused.problem().detail()
                                        + ". Mend that and repeat it; or take backups out of signalbox.yaml, to"
                                        + " delete it without one")
                                : failure));
    }

    private Future<Outcome> erase(CommandExecution by) {
        String name = by.targetId(SPACES, SpaceCommands::isName);
        boolean over =
                book.space(name).filter(each -> !each.erase(by.now()).isEmpty()).isPresent();
        Future<Void> erased = over && !by.rehearses() ? host.erase(name) : Future.succeededFuture();
        return erased.compose(
                gone -> by.decide(SPACES, SpaceState::present).change(name, space -> space.erase(by.now())));
    }
}
