package dev.signalbox.cli.demo;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.CloseNotification;
import java.util.List;
import java.util.Map;

/**
 * What the demo's daemon leaves in the inbox of a hub that others use.
 *
 * @param start where the demo began in the log
 */
record DemoLeftovers(CommandRun run, String start) {
    private static final String OVER = "the demo is over";

    /** All that comes from now on. */
    static DemoLeftovers after(CommandRun run) {
        return new DemoLeftovers(
                run, run.await(run.hub().events(Map.of("after", "end"))).next());
    }

    /** Closes it, and says so; a hub that went away keeps it. */
    String close() {
        int closed = 0;
        try {
            for (Event posted : events(EventTypes.NOTIFICATION_POSTED)) {
                run.await(run.hub().resolve(idOf(posted), new CloseNotification(OVER)));
                closed++;
            }
            for (Event asked : events(EventTypes.QUESTION_ASKED)) cancel(idOf(asked));
            return "The inbox is as it was: the daemon's " + closed + " notices are closed.";
        } catch (HubUnreachable e) {
            return "The hub went away before the daemon's notices were closed. When it is back:\nsignalbox resolve --from "
                    + DemoCommand.DAEMON;
        }
    }

    private List<Event> events(String type) {
        return run.await(run.hub().events(Map.of("after", start, "types", type, "limit", "500"))).events().stream()
                .filter(event -> event.actor().equals(DemoCommand.DAEMON))
                .toList();
    }

    private void cancel(String id) {
        try {
            run.await(run.hub().cancel(id, new CancelQuestion(OVER)));
        } catch (HubRefused answered) {
            // As it should be.
            return;
        }
    }

    private static String idOf(Event event) {
        return event.subject().substring(event.subject().indexOf('/') + 1);
    }
}
