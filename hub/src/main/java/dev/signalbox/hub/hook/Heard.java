package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which hooks this node has heard since it started, by agent, event and key: so that whoever set one up sees whether it
 * speaks. In memory, {@link Limits#HOOKS_HEARD_MAX} of them; the one that was silent the longest goes. Any thread.
 */
final class Heard {
    private final Clock clock;
    private final Instant since;
    private final Map<Hook, Note> notes = new LinkedHashMap<>(16, 0.75f, true);

    private record Hook(String agent, String event, String by) {}

    /** @param trouble that kept the hub from a decision the last time; empty when there was none */
    private record Note(long times, Instant last, String trouble) {}

    Heard(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    void note(Agent agent, String event, String by, String trouble) {
        Hook hook = new Hook(agent.word(), event, by);
        synchronized (notes) {
            Note before = notes.get(hook);
            notes.put(hook, new Note(before == null ? 1 : before.times() + 1, clock.instant(), trouble));
            if (notes.size() > Limits.HOOKS_HEARD_MAX) {
                notes.remove(notes.keySet().iterator().next());
            }
        }
    }

    /** @param by whose hooks; null for everybody's */
    ObjectNode shown(@Nullable String by) {
        ObjectNode shown = Json.object().put("since", Times.format(since));
        ArrayNode hooks = shown.putArray("hooks");
        synchronized (notes) {
            notes.forEach((hook, note) -> {
                if (by != null && !hook.by().equals(by)) return;
                ObjectNode each = hooks.addObject()
                        .put("agent", hook.agent())
                        .put("event", hook.event())
                        .put("by", hook.by())
                        .put("times", note.times())
                        .put("last", Times.format(note.last()));
                if (!note.trouble().isEmpty()) each.put("trouble", note.trouble());
            });
        }
        return shown;
    }
}
