package dev.signalbox.hub;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.hook.HookFeature;
import dev.signalbox.hub.inbound.InboundFeature;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.Space;
import java.nio.file.Path;
import java.util.List;

/** What people, agents and tools tell and ask each other in one space, one line a feature. */
final class TalkFeatures {
    private TalkFeatures() {}

    static List<Feature> of(Space in, Path data, ClockWatch watch, Metrics metrics) {
        return List.of(
                new NotificationFeature(in, watch),
                new InboundFeature(in),
                new HookFeature(in),
                new QuestionFeature(in, data, watch, metrics),
                new RoadmapFeature(in));
    }
}
