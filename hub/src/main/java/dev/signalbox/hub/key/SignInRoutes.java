package dev.signalbox.hub.key;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.admission.OwnPages;
import dev.signalbox.hub.http.admission.SignInCookie;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.key.KeyEvent.KeySignedIn;
import dev.signalbox.hub.key.KeyEvent.KeySignedOut;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.key.SignIns.Held;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Key;
import dev.signalbox.wire.resource.Key.SignIn;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/sign-ins}: browsers that show a cookie in place of a key. Whoever has a key signs a browser in with it,
 * and sees and ends what it signed in; an admin those of all keys.
 */
record SignInRoutes(
        KeyRing ring,
        CommandHandler commands,
        Newcomers newcomers,
        SignInCookie cookie,
        SecureRandom random,
        Clock clock)
        implements Routes {
    /** In place of the id of the browser that asks. */
    private static final String CURRENT = "current";

    private static final Comparator<Held> NEWEST_FIRST = Comparator.comparing(
                    (Held held) -> held.in().at())
            .reversed()
            .thenComparing(held -> held.in().id());

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.POST, "/v1/sign-ins", List.of("ticket"), Need.NONE, this::signIn);
        doors.anyKey(HttpMethod.GET, "/v1/sign-ins", List.of("limit", "cursor"), Need.NONE, this::list);
        doors.anyKey(HttpMethod.DELETE, "/v1/sign-ins/{id}", List.of(), Need.NONE, this::signOut);
    }

    private Future<Answer> signIn(Request request) {
        OwnPages.refuseOthers(request::header);
        Principal who = request.principal();
        if (SignIns.isSignIn(who)) {
            throw new Refused(
                    ProblemCode.FORBIDDEN,
                    "a browser that is signed in signs no other one in; show the key itself, or open the link of signalbox open");
        }
        if (ring.key(who.keyId()).isEmpty()) {
            throw new Refused(
                    ProblemCode.FORBIDDEN, "this key is of another space; leave the header Signalbox-Space away");
        }
        KeySecret token = KeySecret.ofPage(random);
        KeySignedIn wish = new KeySignedIn(token.id(), token.sha256(), who.secret(), browserOf(request));
        return send("key.sign-in", who.keyId(), wish)
                .compose(done -> newcomers.admit(List.of(token.text())))
                .map(admitted -> Answer.created(shown(present(token.id()), null), "/v1/sign-ins/" + token.id())
                        .header(SignInCookie.SET, cookie.holding(token.text(), request.isSealed())));
    }

    private Future<Answer> signOut(Request request) {
        Principal who = request.principal();
        Held own = ring.signIns().by(who);
        String id = request.path("id");
        if (id.equals(CURRENT) && own == null) {
            throw new Refused(ProblemCode.NOT_FOUND, "this request shows a key, and no browser that is signed in");
        }
        Held found = id.equals(CURRENT) ? own : ring.signIns().of(id);
        if (found == null || !maySee(who, found)) throw unknown();
        SignIn before = shown(found, own);
        return send("key.sign-out", found.keyId(), new KeySignedOut(found.in().id(), who.name()))
                .map(done -> {
                    Answer answer = Answer.ok(before);
                    return before.current()
                            ? answer.header(SignInCookie.SET, cookie.empty(request.isSealed()))
                            : answer;
                });
    }

    private Future<Answer> list(Request request) {
        Principal who = request.principal();
        Held own = ring.signIns().by(who);
        Instant now = clock.instant();
        String cursor = request.query().text("cursor");
        List<Held> left = ring.signIns().all().stream()
                .filter(held -> maySee(who, held) && ring.opens(held, now))
                .sorted(NEWEST_FIRST)
                .dropWhile(held -> cursor != null && placeOf(held).compareTo(cursor) <= 0)
                .toList();
        int limit = request.query().limit();
        List<Held> page = left.subList(0, Math.min(limit, left.size()));
        String next = page.size() < left.size() ? placeOf(page.get(page.size() - 1)) : null;
        return Future.succeededFuture(
                Answer.ok(new Page<>(page.stream().map(held -> shown(held, own)).toList(), next)));
    }

    /** Texts in the order of the list. */
    private static String placeOf(Held held) {
        return String.format(
                "%019d-%s",
                Long.MAX_VALUE - held.in().at().toEpochMilli(), held.in().id());
    }

    private static boolean maySee(Principal who, Held held) {
        return who.role().equals(OwnershipMatrix.ADMIN) || who.keyId().equals(held.keyId());
    }

    private Future<?> send(String name, String keyId, Object wish) {
        Command command = new Command(Ids.next(), name, keyId, null, null, Json.tree(wish));
        return commands.handle(command, new Caller(Principal.SYSTEM, "http", null).onlyOnce());
    }

    private Held present(String id) {
        return Optional.ofNullable(ring.signIns().of(id)).orElseThrow(SignInRoutes::unknown);
    }

    private SignIn shown(Held held, @Nullable Held own) {
        Key key = ring.key(held.keyId()).orElseThrow(SignInRoutes::unknown);
        return new SignIn(
                held.in().id(),
                key.id(),
                key.name(),
                key.role(),
                held.in().browser(),
                held.in().at(),
                ring.signIns().lastUsed(held.in()),
                held.in().end(),
                held.equals(own));
    }

    private static String browserOf(Request request) {
        String agent = request.header("User-Agent");
        if (agent == null) return "";
        return agent.length() <= Limits.NAME_CHARS_MAX ? agent : agent.substring(0, Limits.NAME_CHARS_MAX);
    }

    private static Refused unknown() {
        return new Refused(ProblemCode.NOT_FOUND, "there is no such sign-in; GET /v1/sign-ins lists those of this key");
    }
}
