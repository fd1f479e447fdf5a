package dev.signalbox.hub.recall;

import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.search.Saying;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.Search;
import dev.signalbox.hub.search.Search.Hit;
import dev.signalbox.hub.search.Snippet;
import dev.signalbox.hub.search.Sought;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.RecallHit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One log of those in which recall looks. */
final class FoundLog {
    private final LogSpace log;
    private final String index;
    private final List<Sayings> said;
    private final Search search;

    FoundLog(LogSpace log, String index, List<Sayings> said) {
        this.log = log;
        this.index = index;
        this.said = said;
        this.search = new Search(log.database(), index);
    }

    /** What was found, to be told. */
    record Found(FoundLog of, Hit hit) {
        Instant at() {
            return hit.at();
        }
    }

    String name() {
        return log.log().name();
    }

    EventLog log() {
        return log.log();
    }

    /** The newest event of which this node has heard. */
    long head() {
        return log.tail().acknowledged();
    }

    /** Whether anybody keeps the index. */
    boolean isKept() {
        return log.projections().named(index).isPresent();
    }

    /** Of the families those whose things are of a kind. */
    Set<String> ofKind(String kind, Set<String> families) {
        Set<String> of = new TreeSet<>();
        for (String family : families) if (kind.equals(kindOf(family))) of.add(family);
        return of;
    }

    /** Of the families those that say something here. */
    Set<String> saying(Set<String> families) {
        Set<String> of = new TreeSet<>();
        for (String family : families) if (kindOf(family) != null) of.add(family);
        return of;
    }

    /** Waits until all that this node knows is in the index. */
    Future<Long> caughtUp(long atLeast) {
        return log.projections().caughtUp(index, atLeast).compose(there -> log.projections()
                .reached(index));
    }

    /** How far the index is. */
    Future<Long> reached() {
        return log.projections().reached(index);
    }

    Future<List<Found>> newest(Search.Question question, int limit) {
        return search.newest(question, limit)
                .map(hits -> hits.stream().map(hit -> new Found(this, hit)).toList());
    }

    /** The event that alone has the text of a hit; empty where the index has it, or the event was erased meanwhile. */
    private Future<Optional<RecordedEvent>> event(Hit hit) {
        return hit.texts() == null ? log.log().at(hit.position()) : Future.succeededFuture(Optional.empty());
    }

    private Optional<RecallHit> told(Hit hit, Optional<RecordedEvent> event, Sought sought) {
        if (hit.texts() != null) return Optional.of(hit(hit, texts(hit.texts()), null, null, sought));
        return event.flatMap(this::saying).map(saying -> hit(hit, saying.texts(), saying.id(), saying.part(), sought));
    }

    private Optional<Saying> saying(RecordedEvent event) {
        if (event.isErased()) return Optional.empty();
        return said.stream()
                .filter(each -> EventTypes.matches(each.eventTypes(), event.type()))
                .findFirst()
                .flatMap(each -> Optional.ofNullable(each.of(event)));
    }

    private RecallHit hit(
            Hit hit, Map<String, String> texts, @Nullable String id, @Nullable String part, Sought sought) {
        String family = EventFilter.familyOf(hit.type());
        return new RecallHit(
                String.valueOf(kindOf(family)),
                id == null ? Event.subjectIdOf(hit.stream()) : id,
                part,
                name(),
                hit.position(),
                hit.stream(),
                hit.version(),
                hit.type(),
                hit.event(),
                hit.at(),
                hit.actor(),
                Snippet.of(String.join("\n", texts.values()), sought),
                hit.endedAt());
    }

    /** Null for events that say nothing here. */
    private @Nullable String kindOf(String family) {
        String ofAny = null;
        for (Sayings each : said) {
            for (String type : each.eventTypes()) {
                if (EventFilter.familyOf(type).equals(family)) return each.kind();
                if (type.startsWith("*.")) ofAny = each.kind();
            }
        }
        return ofAny;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> texts(String json) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), LinkedHashMap.class);
    }

    /** What is told of hits, without those that were erased meanwhile; made on another thread, for texts are long. */
    static Future<List<RecallHit>> told(List<Found> found, Sought sought, Vertx vertx) {
        return FewAtOnce.inOrder(found, each -> each.of().event(each.hit()))
                .compose(events -> vertx.executeBlocking(
                        () -> {
                            List<RecallHit> hits = new ArrayList<>();
                            for (int i = 0; i < events.size(); i++) {
                                Found one = found.get(i);
                                one.of().told(one.hit(), events.get(i), sought).ifPresent(hits::add);
                            }
                            return hits;
                        },
                        false));
    }
}
