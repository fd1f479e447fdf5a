package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Permission;
import dev.signalbox.hub.http.route.Protocol;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.inbound.AlertDesk.Told;
import dev.signalbox.hub.inbound.Source.Heard;
import dev.signalbox.hub.matrix.DoorPlan.Signing;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Problem.FieldError;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/inbound}, and the paths under which tools look for a ntfy or a Gotify. */
final class InboundRoutes implements Routes {
    private static final String PATH = "/v1/inbound";
    private static final Permission SPEAKS =
            new Permission.SendsAny(List.of("notification.post", "notification.acknowledge", "notification.resolve"));
    private static final List<String> TOOLS =
            List.of("alertmanager", "grafana", "uptime-kuma", "github", "cloudevents", "ntfy", "gotify");
    /** No topics at the root: a hub has, or had, something else there. */
    private static final Set<String> TAKEN = Set.of("api", "eventbus", "health", "mcp", "project", "v1");

    private static final int FAULTS_TOLD_MAX = 50;

    private final AlertDesk desk;
    private final MatrixInForce matrix;
    private final Clock clock;

    InboundRoutes(AlertDesk desk, MatrixInForce matrix, Clock clock) {
        this.desk = desk;
        this.matrix = matrix;
        this.clock = clock;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.anyKey(HttpMethod.GET, PATH, List.of(), Need.NONE, request -> Future.succeededFuture(tools()));
        Source alertmanager = new AlertmanagerAlerts("alertmanager");
        Source kuma = new UptimeKumaAlerts();
        tool(doors, HttpMethod.POST, "alertmanager", request -> alertmanager);
        tool(doors, HttpMethod.POST, "grafana", request -> new GrafanaAlerts(signing("grafana")));
        tool(doors, HttpMethod.POST, "uptime-kuma", request -> kuma);
        tool(doors, HttpMethod.GET, "uptime-kuma", request -> kuma);
        tool(doors, HttpMethod.POST, "github", request -> new GitHubAlerts(signing("github")));
        tool(doors, HttpMethod.POST, "cloudevents", request -> new CloudEventAlerts(same -> names(request)));
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT)) {
            door(doors, method, "/{topic}", InboundProtocol.NTFY, this::ntfyAtRoot);
            for (String path : List.of("/", PATH + "/ntfy", PATH + "/ntfy/{topic}")) {
                door(doors, method, path, InboundProtocol.NTFY, this::ntfy);
            }
        }
        for (String path : List.of("/message", PATH + "/gotify")) {
            door(doors, HttpMethod.POST, path, InboundProtocol.GOTIFY, this::gotify);
        }
    }

    private void tool(RouteTable doors, HttpMethod method, String tool, Function<Request, Source> source) {
        door(doors, method, PATH + "/" + tool, InboundProtocol.PLAIN, request -> {
            // A look at the head must not say anything.
            if (request.isHead()) return Future.succeededFuture(Answer.headOf("application/json"));
            Heard heard = source.apply(request).hear(incoming(request, null));
            return desk.tell(tool, heard.alerts(), request.caller()).map(told -> answer(told, heard.faults()));
        });
    }

    private static void door(
            RouteTable doors, HttpMethod method, String path, Protocol protocol, Route.Handler handler) {
        doors.foreign(method, path, SPEAKS, List.of(), protocol, Need.NONE, handler);
    }

    private @Nullable Signing signing(String tool) {
        return matrix.matrix().doors().inbound().get(tool);
    }

    /** Which tools may speak here, and whether they must sign what they say. */
    private Answer tools() {
        ObjectNode answer = Json.object();
        ArrayNode tools = answer.putArray("tools");
        for (String tool : TOOLS) {
            tools.addObject().put("tool", tool).put("path", PATH + "/" + tool).put("signed", signing(tool) != null);
        }
        return Answer.ok(answer);
    }

    private static Incoming incoming(Request request, @Nullable String topic) {
        return new Incoming(request::header, request.query().all(), request.bytes(), topic);
    }

    private static List<String> names(Request request) {
        return request.headerNames();
    }

    private static Answer answer(List<Told> told, List<InvalidInput> faults) {
        if (!faults.isEmpty()) throw new Refused(problem(told, faults));
        ObjectNode answer = Json.object();
        ArrayNode alerts = answer.putArray("alerts");
        for (Told each : told) {
            ObjectNode alert = alerts.addObject();
            if (each.alert().fingerprint() != null) {
                alert.put("fingerprint", each.alert().fingerprint())
                        .put("state", each.alert().state().word());
            }
            if (each.notification() != null) alert.put("notification", each.notification());
            alert.put("changed", !each.unchanged());
        }
        Answer ok = Answer.ok(answer);
        long position = told.stream().mapToLong(Told::position).max().orElse(0);
        return position == 0 ? ok : ok.position(position);
    }

    private static Problem problem(List<Told> told, List<InvalidInput> faults) {
        InvalidInput first = faults.get(0);
        String others =
                told.isEmpty() ? "" : "; the other " + told.size() + " were taken, and may be sent again with it";
        List<FieldError> errors = faults.stream()
                .limit(FAULTS_TOLD_MAX)
                .map(fault -> new FieldError(fault.pointer(), fault.detail()))
                .collect(Collectors.toList());
        return Problem.of(ProblemCode.INVALID, first.pointer() + ": " + first.detail() + others)
                .withErrors(errors);
    }

    private Future<Answer> ntfyAtRoot(Request request) {
        String topic = request.path("topic");
        if (!TAKEN.contains(topic)) return ntfy(request);
        throw new Refused(
                ProblemCode.NOT_FOUND,
                "/" + topic + " is no topic; publish to " + PATH + "/ntfy/" + topic + " instead");
    }

    /** A publish, and its answer in the form of ntfy. */
    private Future<Answer> ntfy(Request request) {
        String topic = request.hasPath("topic") ? request.path("topic") : null;
        Incoming incoming = incoming(request, topic);
        return desk.tell("ntfy", new NtfyMessages().hear(incoming).alerts(), request.caller())
                .map(told -> Answer.ok(published(NtfyMessages.message(incoming), told.get(0))));
    }

    private ObjectNode published(ObjectNode message, Told told) {
        Fields said = Fields.of(message, "");
        ObjectNode answer = Json.object()
                .put("id", told.notification())
                .put("time", clock.instant().getEpochSecond())
                .put("event", "message")
                .put("topic", said.text("topic"))
                .put("message", NtfyMessages.text(said))
                .put("priority", NtfyMessages.priority(said));
        for (String field : List.of("title", "click", "icon")) if (said.has(field)) answer.put(field, said.text(field));
        List<String> tags = NtfyMessages.tags(said);
        if (!tags.isEmpty()) answer.set("tags", Json.tree(tags));
        if (said.has("actions")) answer.set("actions", said.value("actions"));
        return answer;
    }

    /** A message, and its answer in the form of Gotify, whose ids are numbers. */
    private Future<Answer> gotify(Request request) {
        Incoming incoming = incoming(request, null);
        return desk.tell("gotify", new GotifyMessages().hear(incoming).alerts(), request.caller())
                .map(told -> {
                    ObjectNode answer = Json.object();
                    answer.setAll((ObjectNode) GotifyMessages.message(incoming).node());
                    answer.put("id", told.get(0).position())
                            .put("appid", 1)
                            .put("date", clock.instant().toString())
                            .put("notification", told.get(0).notification());
                    return Answer.ok(answer);
                });
    }
}
