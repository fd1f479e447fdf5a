package dev.signalbox.hub;

import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.table.TestTables;
import java.util.List;
import java.util.Map;

/** A little of everything that a hub keeps, so that each of its tables has rows. */
final class VerifyStory {
    private VerifyStory() {}

    static void write(TestHub hub) {
        hub.declare(TestTables.tasks(), TestTables.runs());
        notifications(hub);
        questions(hub);
        roadmap(hub);
        endpoints(hub);
        rows(hub);
        spaces(hub);
        traces(hub);
        for (String table : List.of(
                "/v1/notifications",
                "/v1/questions",
                "/v1/roadmap",
                "/v1/endpoints",
                "/v1/traces",
                "/v1/prices",
                "/v1/spaces")) {
            hub.get("admin", table).expect(200);
        }
    }

    private static void notifications(TestHub hub) {
        for (int i = 0; i < 4; i++) {
            Reply posted = hub.post(
                            "daemon",
                            "/v1/notifications",
                            Map.of("title", "n" + i, "body", "more", "tags", List.of("a", "b"), "dedupKey", "k" + i))
                    .expect(201);
            String id = posted.json().path("id").textValue();
            if (i > 0) hub.post("user", "/v1/notifications/" + id + "/acknowledge", Map.of("comment", "mine"));
            // Has happened: a receipt, which no event tells of.
            for (int again = 0; i > 1 && again < 4; again++) {
                hub.post(
                                "user",
                                "/v1/notifications/" + id + "/acknowledge",
                                Map.of("comment", "mine"),
                                "Idempotency-Key",
                                "again-" + i + "-" + again)
                        .expect(200);
            }
        }
    }

    private static void questions(TestHub hub) {
        for (int i = 0; i < 3; i++) {
            String id = hub.post(
                            "daemon",
                            "/v1/questions",
                            Map.of("prompt", "go " + i + "?", "kind", "approval", "expiresIn", "4h"))
                    .expect(201)
                    .json()
                    .path("id")
                    .textValue();
            if (i == 1) {
                hub.post("user", "/v1/questions/" + id + "/answer", Map.of("value", "approve"))
                        .expect(200);
            }
        }
    }

    private static void roadmap(TestHub hub) {
        for (int i = 0; i < 3; i++) {
            hub.post("user", "/v1/roadmap", Map.of("key", "R" + i, "title", "item " + i))
                    .expect(201);
        }
        hub.post("daemon", "/v1/roadmap/R1/status", Map.of("status", "done")).expect(200);
    }

    private static void endpoints(TestHub hub) {
        for (int i = 0; i < 3; i++) {
            String id = hub.post(
                            "user",
                            "/v1/endpoints",
                            Map.of("name", "e" + i, "url", "https://nobody.invalid/", "types", List.of("price.set")))
                    .expect(201)
                    .json()
                    .path("id")
                    .textValue();
            if (i == 1)
                hub.post("user", "/v1/endpoints/" + id + "/disable", Map.of("reason", "x"))
                        .expect(200);
            if (i == 2) hub.delete("user", "/v1/endpoints/" + id).expect(200);
        }
    }

    private static void rows(TestHub hub) {
        for (String table : List.of("tasks", "runs")) {
            for (int i = 0; i < 3; i++) {
                hub.send("bot", "PUT", "/v1/tables/" + table + "/rows/r" + i, Map.of("state", "running"));
            }
            hub.send("bot", "PUT", "/v1/tables/" + table + "/rows/r1", Map.of("state", "done"));
            hub.delete("user", "/v1/tables/" + table + "/rows/r2");
        }
    }

    private static void spaces(TestHub hub) {
        for (int i = 0; i < 3; i++) {
            hub.post("admin", "/v1/spaces", Map.of("name", "space-" + i, "externalId", "e" + i))
                    .expect(201);
        }
        hub.send("admin", "DELETE", "/v1/spaces/space-1", Map.of("name", "space-1"))
                .expect(200);
    }

    private static void traces(TestHub hub) {
        say(
                hub,
                "{'id':'gone','type':'trace-create','timestamp':'2026-11-29T08:00:00Z','body':{'id':'t0','input':'x'}}");
        hub.get("admin", "/v1/traces/t0").expect(200);
        hub.delete("admin", "/v1/traces/t0").expect(200);
        for (int i = 1; i < 4; i++) {
            say(hub, """
                {'id':'a%1$d','type':'trace-create','timestamp':'2026-11-29T08:00:00Z','body':
                  {'id':'t%1$d','name':'n','userId':'u','sessionId':'s','input':'in','output':'out'}}\
                """.formatted(i));
            say(hub, """
                {'id':'b%1$d','type':'generation-create','timestamp':'2026-11-29T08:00:01Z','body':
                  {'id':'g%1$d','traceId':'t%1$d','name':'g','model':'house-model','input':'in','output':'out',
                   'startTime':'2026-11-29T08:00:00Z','endTime':'2026-11-29T08:00:01Z',
                   'usage':{'input':1000,'output':500}}}\
                """.formatted(i));
            say(hub, """
                {'id':'c%1$d','type':'score-create','timestamp':'2026-11-29T08:00:02Z','body':
                  {'id':'sc%1$d','traceId':'t%1$d','name':'good','value':0.5}}\
                """.formatted(i));
            say(hub, """
                {'id':'d%1$d','type':'span-create','timestamp':'2026-11-29T08:00:03Z','body':
                  {'id':'z%1$d','traceId':'t%1$d','startTime':'never'}}\
                """.formatted(i));
        }
        hub.post("admin", "/v1/prices", Map.of("model", "house-model", "prices", Map.of("input", "2", "output", "10")));
        for (String model : List.of("other-model", "third-model", "fourth-model")) {
            hub.post("admin", "/v1/prices", Map.of("model", model, "prices", Map.of("input", "1", "output", "1")));
        }
        Eventually.until(
                "costs go by the prices of now",
                () -> hub.get("admin", "/v1/traces/t3").json().hasNonNull("cost"));
    }

    private static void say(TestHub hub, String event) {
        hub.post("admin", "/api/public/ingestion", ("{'batch':[" + event + "]}").replace('\'', '"'))
                .expect(207);
    }
}
