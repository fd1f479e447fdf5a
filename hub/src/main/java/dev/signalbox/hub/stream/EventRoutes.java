package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The log over HTTP: as pages, as live streams, and the events of one thing. A reader gets only what its role may read.
 */
public final class EventRoutes implements Routes {
    /** Events of one thing that one answer holds; who has more is read with {@code /v1/events?subject=}. */
    static final int STREAM_EVENTS_MAX = 10_000;
    /** Bytes of their data. */
    static final int STREAM_BYTES_MAX = 16 * 1024 * 1024;

    static final String EVENT_STREAM = "text/event-stream";
    /** A page ends with the event that makes it full. */
    private static final Need PAGE = Need.ofText(LogPage.BYTES_MAX + Limits.TRACE_DATA_BYTES_MAX);

    private static final Need STREAM = Need.ofText(STREAM_BYTES_MAX);

    private final Map<String, FollowedLog> logs;
    private final MatrixInForce matrix;
    private final EventStreams streams;

    /** @param logs by name; {@code main} is among them */
    public EventRoutes(Map<String, FollowedLog> logs, MatrixInForce matrix, EventStreams streams) {
        this.logs = Map.copyOf(logs);
        this.matrix = matrix;
        this.streams = streams;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.GET, "/v1/events", EventQuery.PARAMETERS, PAGE, this::events);
        doors.anyKey(HttpMethod.GET, "/v1/streams/{category}/{id}", List.of("log"), STREAM, this::oneStream);
    }

    private Future<Answer> events(Request request) {
        EventQuery query = EventQuery.of(request, logs, matrix.matrix());
        return request.prefers(EVENT_STREAM, "application/json") ? live(request, query) : page(request, query);
    }

    private Future<Answer> live(Request request, EventQuery query) {
        if (request.query().text("limit") != null) {
            throw Query.invalid("limit", "is for pages; a live stream has no end");
        }
        return new StartPoint(query.log()).of(liveStart(request)).map(from -> {
            if (request.isHead()) return Answer.headOf(EVENT_STREAM);
            if (!request.response().closed()) streams.open(request, query, from);
            return Answer.streaming();
        });
    }

    /** A browser that reconnects says where it was; that wins over the URL that it opened first. */
    private static String liveStart(Request request) {
        String last = request.header("Last-Event-ID");
        if (last != null && !last.isEmpty()) return last;
        String after = request.query().text("after");
        return after == null ? StartPoint.END : after;
    }

    private Future<Answer> page(Request request, EventQuery query) {
        String after = request.query().text("after");
        int limit = request.query().limit();
        return new StartPoint(query.log())
                .of(after == null ? StartPoint.START : after)
                .compose(from -> query.log()
                        .log()
                        .read(from.position(), limit, query.filter())
                        .compose(page -> page.head() < from.position()
                                ? new StartPoint(query.log()).diverged("the log ends before it")
                                : Future.succeededFuture(page)))
                .compose(page -> known(query.log(), page))
                .compose(page -> holds(query.filter(), request)
                        ? Future.succeededFuture(answer(query.log(), page))
                        : events(request));
    }

    /** The page, when this node has heard of all that it may show: what another node has just written counts here. */
    private static Future<LogPage> known(FollowedLog log, LogPage page) {
        return log.tail().reached(page.to().position()).map(page);
    }

    /** Whether the role reads what it read when the events were asked for: some of them may be newer than a change. */
    private boolean holds(EventFilter asked, Request request) {
        return readable(request).equals(asked.families());
    }

    private Set<String> readable(Request request) {
        return matrix.matrix().readableFamilies(request.principal().role());
    }

    private static Answer answer(FollowedLog log, LogPage page) {
        Buffer json = Buffer.buffer(sizeOf(page.events())).appendString("{\"events\":[");
        appendEvents(json, log, page.events());
        json.appendString("],\"next\":\"" + page.to() + "\",\"head\":"
                + Math.max(page.head(), page.to().position()) + "}");
        return Answer.okJson(json.getBytes());
    }

    private Future<Answer> oneStream(Request request) {
        FollowedLog log = EventQuery.log(request.query(), logs);
        String stream = request.path("category") + "/" + request.path("id");
        EventFilter readable = new EventFilter(List.of(), null, readable(request));
        return load(log, stream, readable).compose(events -> {
            if (!holds(readable, request)) return oneStream(request);
            if (events.isEmpty()) {
                throw new Refused(ProblemCode.NOT_FOUND, "there is no stream " + stream + " that you may read");
            }
            Buffer json = Buffer.buffer(sizeOf(events)).appendString("{\"events\":[");
            appendEvents(json, log, events);
            return Future.succeededFuture(Answer.okJson(json.appendString("]}").getBytes()));
        });
    }

    private static Future<List<RecordedEvent>> load(FollowedLog log, String stream, EventFilter readable) {
        List<RecordedEvent> loaded = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        return log.log()
                .walkStream(stream, 0, event -> {
                    if (!readable.matches(event)) return true;
                    loaded.add(event);
                    long all = bytes.addAndGet(event.data().length);
                    if (loaded.size() <= STREAM_EVENTS_MAX && all <= STREAM_BYTES_MAX) return true;
                    throw new Refused(
                            ProblemCode.TOO_LARGE,
                            stream + " has more than " + STREAM_EVENTS_MAX + " events or " + STREAM_BYTES_MAX
                                    + " bytes; page through /v1/events?log="
                                    + log.log().name() + "&subject=" + stream);
                })
                .map(walked -> loaded);
    }

    /** Enough for their JSON, mostly: a buffer that has to grow is in memory twice. */
    private static int sizeOf(List<RecordedEvent> events) {
        int bytes = 256;
        for (RecordedEvent event : events) bytes += event.data().length + 640;
        return bytes;
    }

    private static void appendEvents(Buffer json, FollowedLog log, List<RecordedEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (i > 0) json.appendByte((byte) ',');
            log.encoded(events.get(i)).appendJson(json);
        }
    }
}
