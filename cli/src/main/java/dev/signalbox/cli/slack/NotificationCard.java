package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.wire.resource.Notification;

/** How a notification looks in Slack: to be read; it is acknowledged and resolved elsewhere, and says so here. */
final class NotificationCard {
    private static final int BODY_SECTIONS_MAX = 4;

    private NotificationCard() {}

    static ArrayNode blocks(Notification notification) {
        Blocks blocks = new Blocks().section(Mrkdwn.bold(notification.title()));
        String body = notification.body();
        if (body != null) {
            Mrkdwn.sections(body, Blocks.SECTION_CHARS_MAX, BODY_SECTIONS_MAX).forEach(blocks::section);
        }
        String link = notification.link();
        if (link != null) blocks.section(Mrkdwn.escaped(link));
        String times = notification.count() > 1 ? " · " + notification.count() + " times" : "";
        return blocks.context("from " + Mrkdwn.escaped(notification.source()) + " · "
                        + Blocks.at(notification.createdAt()) + " · priority " + notification.priority() + times
                        + state(notification))
                .all();
    }

    static String text(Notification notification) {
        String title = Mrkdwn.escaped(notification.title()).replaceAll("\\s+", " ");
        return Mrkdwn.cut(title, Blocks.SECTION_CHARS_MAX);
    }

    private static String state(Notification notification) {
        return switch (notification.state()) {
            case OPEN -> "";
            case ACKNOWLEDGED -> " · acknowledged by " + Mrkdwn.escaped(String.valueOf(notification.acknowledgedBy()));
            case RESOLVED -> " · resolved by " + Mrkdwn.escaped(String.valueOf(notification.resolvedBy()));
            case EXPIRED -> " · expired";
        };
    }
}
