package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.inbound.Alert.State;
import dev.signalbox.hub.matrix.DoorPlan.Signing;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks of GitHub, signed when the operator wants it so. Runs, deployments, alerts, issues and pull requests are
 * things that begin and end; every other event is a message.
 */
final class GitHubAlerts implements Source {
    private static final String NAME = "github";
    private static final String SIGNATURE = "X-Hub-Signature-256";
    private static final Set<String> FAILED =
            Set.of("failure", "timed_out", "startup_failure", "action_required", "error");
    private static final Set<String> BEGINS = Set.of(
            "opened",
            "created",
            "reopened",
            "reopened_by_user",
            "auto_reopened",
            "reintroduced",
            "appeared_in_branch",
            "publicly_leaked");
    private static final Set<String> ENDS = Set.of(
            "closed",
            "closed_by_user",
            "deleted",
            "transferred",
            "fixed",
            "dismissed",
            "auto_dismissed",
            "resolved",
            "withdrawn");
    /** Events about a thing with a number, and the field of the thing. */
    private static final Map<String, String> NUMBERED = Map.of(
            "issues", "issue",
            "pull_request", "pull_request",
            "code_scanning_alert", "alert",
            "dependabot_alert", "alert",
            "secret_scanning_alert", "alert");

    private final @Nullable Signing signing;

    /** @param signing null when nothing need be signed */
    GitHubAlerts(@Nullable Signing signing) {
        this.signing = signing;
    }

    @Override
    public Heard hear(Incoming request) {
        if (signing != null) Signature.check(signing.secret(), SIGNATURE, "sha256=", "", request);
        String event = request.header("X-GitHub-Event");
        if (event == null || event.isBlank()) {
            throw new InvalidInput("", "the header X-GitHub-Event is missing; it says what the body is about");
        }
        Fields payload = payload(request);
        Said said = new Said(event, payload.text("action"), repository(payload), payload);
        String once = request.header("X-GitHub-Delivery");
        Alert alert =
                switch (event) {
                    case "workflow_run" -> ofRun(said);
                    case "deployment_status" -> ofDeployment(said);
                    default -> NUMBERED.containsKey(event) ? ofNumbered(said, once) : message(said, once);
                };
        return alert == null ? Heard.of() : Heard.of(alert);
    }

    /** @param action what happened to the thing; null where there is only one way */
    private record Said(String event, @Nullable String action, String repository, Fields payload) {
        String words() {
            return event.replace('_', ' ') + (action == null ? "" : " " + action.replace('_', ' '));
        }

        /** The body, and which event it is of. */
        ObjectNode data() {
            ObjectNode data = Json.object().put("event", event);
            data.set("payload", payload.node());
            return data;
        }

        Fields thing(String field) {
            Fields thing = payload.object(field);
            if (thing != null) return thing;
            throw new InvalidInput(payload.pointer(field), field + " is missing; the event " + event + " has one");
        }
    }

    private static Fields payload(Incoming request) {
        if (!Forms.isForm(request)) return request.object();
        String payload = Forms.of(request).get("payload");
        if (payload == null) throw new InvalidInput("/payload", "the form has no field payload");
        return Fields.of(Incoming.treeOf(payload.getBytes(StandardCharsets.UTF_8)), "");
    }

    private static String repository(Fields payload) {
        Fields repository = payload.object("repository");
        Fields organization = payload.object("organization");
        String name = repository == null ? null : repository.text("full_name");
        if (name == null && organization != null) name = organization.text("login");
        return name == null ? "GitHub" : name;
    }

    /** Null for what is no news: a run that goes on, or was given up. */
    private static @Nullable Alert ofRun(Said said) {
        Fields run = said.thing("workflow_run");
        String conclusion = run.text("conclusion");
        State state = conclusion == null ? null : stateOf(conclusion);
        if (state == null) return null;
        String workflow = run.text("name") == null ? "workflow" : run.text("name");
        String branch = run.text("head_branch");
        String id = run.id("workflow_id");
        String where = branch == null ? "" : " on " + branch;
        return alert(
                said,
                "run/" + (id == null ? workflow : id) + "/" + branch,
                state,
                said.repository() + ": " + workflow + (state == State.RESOLVED ? " succeeded" : " failed") + where,
                run.text("display_title"),
                4,
                run);
    }

    private static @Nullable Alert ofDeployment(Said said) {
        Fields status = said.thing("deployment_status");
        State state = stateOf(String.valueOf(status.text("state")));
        if (state == null) return null;
        String environment = status.text("environment");
        return alert(
                said,
                "deployment/" + environment,
                state,
                said.repository() + ": deployment to " + environment
                        + (state == State.RESOLVED ? " succeeded" : " failed"),
                status.text("description"),
                4,
                status);
    }

    private static @Nullable State stateOf(String conclusion) {
        if (FAILED.contains(conclusion)) return State.FIRING;
        return conclusion.equals("success") ? State.RESOLVED : null;
    }

    private static Alert ofNumbered(Said said, @Nullable String once) {
        String action = String.valueOf(said.action());
        Fields thing = said.thing(String.valueOf(NUMBERED.get(said.event())));
        String number = thing.id("number");
        boolean begins = BEGINS.contains(action);
        if (number == null || (!begins && !ENDS.contains(action))) return message(said, once);
        boolean security = said.event().endsWith("_alert");
        return alert(
                said,
                said.event() + "/" + number,
                begins ? State.FIRING : State.RESOLVED,
                said.repository() + ": " + titleOf(thing, said.words()) + " (#" + number + ")",
                said.words(),
                security ? 4 : 3,
                thing);
    }

    private static String titleOf(Fields thing, String otherwise) {
        String title = thing.text("title");
        Fields rule = thing.object("rule");
        Fields advisory = thing.object("security_advisory");
        if (title == null && rule != null) title = rule.text("description");
        if (title == null && advisory != null) title = advisory.text("summary");
        if (title == null) title = thing.text("secret_type_display_name");
        return title == null ? otherwise : title;
    }

    private static Alert alert(
            Said said,
            String fingerprint,
            State state,
            String title,
            @Nullable String body,
            int priority,
            Fields thing) {
        Instant at = thing.time("updated_at");
        if (at == null) at = thing.time("created_at");
        return new Alert(
                said.repository() + "/" + fingerprint,
                state,
                title,
                body,
                priority,
                List.of(NAME, said.event(), said.repository()),
                linkOf(thing),
                at,
                state == State.RESOLVED ? at : null,
                said.data(),
                null);
    }

    private static Alert message(Said said, @Nullable String once) {
        Fields payload = said.payload();
        String link = payload.text("compare");
        for (String field : List.of("comment", "review", "release", "check_run", "check_suite", "repository")) {
            JsonNode thing = payload.value(field);
            if (link == null && thing != null) link = thing.path("html_url").textValue();
        }
        String body = payload.text("zen");
        for (String field : List.of("comment", "review", "release", "head_commit")) {
            JsonNode thing = payload.value(field);
            if (body != null || thing == null) continue;
            body = thing.path("body").textValue();
            if (body == null) body = thing.path("message").textValue();
        }
        return Alert.message(
                said.repository() + ": " + said.words(),
                body,
                said.event().equals("ping") ? 1 : 3,
                List.of(NAME, said.event(), said.repository()),
                link,
                said.data(),
                once);
    }

    private static @Nullable String linkOf(Fields thing) {
        String link = thing.text("html_url");
        if (link == null) link = thing.text("log_url");
        return link == null ? thing.text("target_url") : link;
    }
}
