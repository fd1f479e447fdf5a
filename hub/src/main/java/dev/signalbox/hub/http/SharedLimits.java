package dev.signalbox.hub.http;

import dev.signalbox.hub.http.admission.SignInCookie;
import dev.signalbox.hub.http.admission.Tickets;
import dev.signalbox.hub.http.route.Admission;
import dev.signalbox.hub.http.route.HeavyWork;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What all requests of one process share, whatever space they are for: places for strangers, memory for bodies and
 * answers, and threads for heavy work. Any thread.
 */
public final class SharedLimits {
    private final Strangers strangers;
    private final ByteBudget bodies = budget(
            Math.min(Limits.INTAKE_BYTES_MAX, heapPart()),
            "this hub holds as many bytes of requests as it may; nothing of this one was written. Repeat it");
    private final ByteBudget trees = budget(
            heapPart(),
            "what others write fills the memory that this hub has to read it; nothing of this one was written. Repeat it,"
                    + " or write less at once");
    /** Apart from those of commands, so that large bodies of others hold up nobody who writes. */
    private final ByteBudget foreignTrees = budget(
            heapPart(),
            "what others send fills the memory that this hub has to read it; nothing of this one was written. Repeat it");

    private final AnswerMemory answers;
    private final HeavyWork work;
    private final Admission.Watch admissions;
    private final IntSupplier others;
    private final Tickets tickets;
    private final SignInCookie cookie = new SignInCookie();

    /**
     * @param manyOfAddress whether all callers may come from one address, as behind a proxy
     * @param others how many spaces are open beside the default one
     */
    public SharedLimits(Vertx vertx, Clock clock, boolean manyOfAddress, IntSupplier others) {
        this.tickets = new Tickets(clock);
        this.others = others;
        this.strangers = Strangers.of(manyOfAddress);
        this.answers = new AnswerMemory(vertx, Runtime.getRuntime().maxMemory());
        this.work = new HeavyWork(vertx);
        this.admissions = new Admission.Watch(vertx);
    }

    /** Tells how much of each is taken. */
    public void showOn(Metrics metrics) {
        metrics.gauge("signalbox.intake.bytes", "Bytes of large request bodies that are held now", bodies::held);
        metrics.gauge(
                "signalbox.body.tree.bytes",
                "Bytes of memory that bodies of writes hold now",
                () -> trees.held() + foreignTrees.held());
        metrics.gauge("signalbox.answer.bytes", "Bytes of memory that answers hold now", answers::held);
        metrics.gauge("signalbox.strangers", "Connections on which nobody has shown a key", strangers::count);
        metrics.gauge("signalbox.requests.waiting", "Requests that wait for something to happen", admissions::count);
    }

    /** For who cannot show a key while it listens. */
    public Tickets tickets() {
        return tickets;
    }

    /** Somebody has shown a good key on it, so that it need not make room for others. Any thread. */
    public void known(HttpConnection connection) {
        strangers.known(connection);
    }

    /** By which browsers show that they are signed in. */
    public SignInCookie cookie() {
        return cookie;
    }

    /** Connections without a key. */
    Strangers strangers() {
        return strangers;
    }

    /** What the bodies of requests to one space take, at its own doors and at those of others. */
    Function<Protocol, BodyMemory> bodies(String space) {
        ByteBudget bytes = partOf(bodies, space);
        ByteBudget own = partOf(trees, space);
        ByteBudget foreign = partOf(foreignTrees, space);
        return protocol -> new BodyMemory(bytes.share(), (protocol == Protocol.OWN ? own : foreign).share());
    }

    /** For the answers of one space. */
    AnswerMemory.Part answers(String space) {
        return answers.part(() -> partOf(answers.bytesMax(), space));
    }

    private ByteBudget partOf(ByteBudget whole, String space) {
        return whole.part(() -> partOf(whole.bytesMax(), space));
    }

    /** One space has a half of it at most, so that the others find some; the default one has all while it is alone. */
    private long partOf(long all, String space) {
        return space.equals(Space.DEFAULT) && others.getAsInt() == 0 ? all : all / 2;
    }

    HeavyWork work() {
        return work;
    }

    /** Requests whose right may end while they are answered. */
    Admission.Watch admissions() {
        return admissions;
    }

    private static long heapPart() {
        return Runtime.getRuntime().maxMemory() / Limits.BODY_TREES_HEAP_PART;
    }

    private static ByteBudget budget(long bytesMax, String whenFull) {
        return new ByteBudget(
                bytesMax,
                whenFull,
                "the body has so many values that reading it takes more memory than this hub has; send less at once,"
                        + " or give the hub a larger heap");
    }
}
