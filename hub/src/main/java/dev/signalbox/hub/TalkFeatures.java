package dev.signalbox.hub;

import dev.signalbox.hub.delivery.DeliveryFeature;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.hook.HookFeature;
import dev.signalbox.hub.inbound.InboundFeature;
import dev.signalbox.hub.matrix.Network;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.receipt.Signer;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.Space;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What people, agents and tools tell and ask each other in one space, one line a feature. */
final class TalkFeatures {
    private TalkFeatures() {}

    /**
     * @param data the folder of the space, where the key lies that signs
     * @param roleOf the role of the key with an id; empty when it does not open now
     * @param allowed addresses beside the public internet that events may be sent to
     */
    static List<Feature> of(
            Space in,
            Path data,
            ClockWatch watch,
            Metrics metrics,
            Function<String, Optional<String>> roleOf,
            Supplier<List<Network>> allowed) {
        Signer signer = new Signer(data.resolve("receipts.key"), in.main().log(), in.commands(), in.vertx());
        return List.of(
                new NotificationFeature(in, watch),
                new InboundFeature(in),
                new HookFeature(in),
                new QuestionFeature(in, signer, watch, metrics),
                new RoadmapFeature(in),
                new DeliveryFeature(in, signer, roleOf, allowed, Version.text()));
    }
}
