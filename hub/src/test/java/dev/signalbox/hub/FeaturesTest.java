package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.backup.BackupFeature;
import dev.signalbox.hub.delivery.DeliveryFeature;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.hook.HookFeature;
import dev.signalbox.hub.inbound.InboundFeature;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.mcp.McpFeature;
import dev.signalbox.hub.move.MoveFeature;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.operator.OperatorFeature;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.page.PageFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.recall.RecallFeature;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.stream.StreamFeature;
import dev.signalbox.hub.table.TableFeature;
import dev.signalbox.hub.tenancy.SpaceFeature;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.hub.verify.VerifyFeature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A feature is one object: without it the rest of the hub starts, and answers at its own doors. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FeaturesTest {
    /** A door of each feature that an admin may read. */
    private static final Map<Class<? extends Feature>, String> DOORS = Map.ofEntries(
            Map.entry(KeyFeature.class, "/v1/keys"),
            Map.entry(OwnershipFeature.class, "/v1/ownership"),
            Map.entry(NotificationFeature.class, "/v1/notifications"),
            Map.entry(DeliveryFeature.class, "/v1/endpoints"),
            Map.entry(InboundFeature.class, "/v1/inbound"),
            Map.entry(HookFeature.class, "/v1/hooks"),
            Map.entry(QuestionFeature.class, "/v1/questions"),
            Map.entry(RoadmapFeature.class, "/v1/roadmap"),
            Map.entry(TableFeature.class, "/v1/tables"),
            Map.entry(TraceFeature.class, "/v1/traces"),
            Map.entry(StreamFeature.class, "/v1/events"),
            Map.entry(OperatorFeature.class, "/v1/projections"),
            Map.entry(VerifyFeature.class, "/v1/log"),
            Map.entry(BackupFeature.class, "/v1/backups"),
            Map.entry(SpaceFeature.class, "/v1/spaces"),
            Map.entry(McpFeature.class, "/mcp"),
            Map.entry(RecallFeature.class, "/v1/recall?q=word"),
            Map.entry(PageFeature.class, "/page/page.css"),
            Map.entry(MoveFeature.class, "/v1/move"));

    private static final Set<Class<? extends Feature>> POSTED = Set.of(MoveFeature.class, McpFeature.class);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    static Stream<Class<? extends Feature>> features() {
        return DOORS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("features")
    void without_one_feature_the_others_start_and_answer(Class<? extends Feature> missing) {
        Hub hub = start(missing);
        try {
            // Without keys nobody is let in, and every door says so; some take nothing but a body.
            DOORS.forEach((feature, path) -> {
                boolean post = POSTED.contains(feature);
                boolean shut = missing == KeyFeature.class && feature != PageFeature.class;
                int present = shut ? 401 : post ? 400 : 200;
                assertThat(status(hub, post ? "POST" : "GET", path))
                        .as(path + " without " + missing.getSimpleName())
                        .isEqualTo(feature == missing ? 404 : present);
            });
        } finally {
            Await.result(hub.close());
        }
    }

    @Test
    void every_feature_of_the_hub_is_among_those_that_are_taken_away() {
        List<Class<?>> all = new ArrayList<>();
        Hub hub = Await.result(Hub.start(
                HubConfig.embedded(folder, 0), Clock.systemUTC(), Throwable::printStackTrace, Engine::of, given -> {
                    given.forEach(feature -> all.add(feature.getClass()));
                    return given;
                }));
        Await.result(hub.close());

        assertThat(all).containsExactlyInAnyOrderElementsOf(DOORS.keySet());
    }

    private Hub start(Class<? extends Feature> missing) {
        return Await.result(Hub.start(
                HubConfig.embedded(folder, 0),
                Clock.systemUTC(),
                Throwable::printStackTrace,
                Engine::of,
                all -> all.stream()
                        .filter(feature -> !missing.isInstance(feature))
                        .toList()));
    }

    private int status(Hub hub, String method, String path) {
        try {
            Path key = folder.resolve("admin.key");
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hub.port() + path))
                    .method(method, BodyPublishers.noBody());
            if (Files.exists(key))
                request.header(
                        "Authorization", "Bearer " + Files.readString(key).strip());
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
