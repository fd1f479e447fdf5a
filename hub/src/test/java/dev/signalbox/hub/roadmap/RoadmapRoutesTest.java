package dev.signalbox.hub.roadmap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Times;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roadmap over HTTP, on a real hub. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RoadmapRoutesTest {
    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void an_item_is_added_read_by_key_and_id_changed_and_removed() {
        Reply added = post(
                        "user", "/v1/roadmap", "{'key':'PRIORITY 3','title':'Database','links':['https://a.example']}")
                .expect(201);
        String location = added.header("Location").orElseThrow();
        assertThat(added.header("ETag")).contains("\"1\"");
        assertThat(get("viewer", location).json()).isEqualTo(added.json());
        assertThat(get("viewer", "/v1/roadmap/priority%203").json()).isEqualTo(added.json());

        Reply changed = send("user", "PATCH", "/v1/roadmap/PRIORITY%203", "{'title':'A database'}", "If-Match", "\"1\"")
                .expect(200);
        Reply done = post("daemon", "/v1/roadmap/PRIORITY%203/status", "{'status':'done'}")
                .expect(200);
        assertThat(changed.json().path("title").textValue()).isEqualTo("A database");
        assertThat(done.json().path("updatedBy").textValue()).isEqualTo("daemon");

        send("user", "DELETE", location, "{'reason':'shipped'}", "If-Match", "\"3\"")
                .expect(200);
        get("viewer", location).expect(404);
        assertThat(items("/v1/roadmap/PRIORITY%203/history", "type"))
                .containsExactly("roadmap.removed", "roadmap.status_set", "roadmap.updated", "roadmap.added");
    }

    @Test
    void a_change_without_a_version_is_refused_and_says_how_to_name_one() {
        post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);

        Reply refused = send("user", "PATCH", "/v1/roadmap/A", "{'title':'U'}").expect(400);

        assertThat(refused.json().path("errors").path(0).path("pointer").textValue())
                .isEqualTo("/expectedVersion");
        assertThat(refused.json().path("detail").textValue()).contains("If-Match");
        send("user", "DELETE", "/v1/roadmap/A", "").expect(400);
        hub.post("user", "/v1/roadmap", "{\"key\":\"B\",\"title\":\"T\"}", "If-Match", "\"3\"")
                .expect(400);
    }

    @Test
    void a_conflict_shows_both_sides_also_in_a_batch() {
        post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);
        post("daemon", "/v1/roadmap/A/status", "{'status':'done','comment':'it works'}")
                .expect(200);

        JsonNode refused = send("user", "PATCH", "/v1/roadmap/A", "{'title':'U'}", "If-Match", "\"1\"")
                .expect(409)
                .json();
        JsonNode result = post(
                        "user",
                        "/v1/commands",
                        "{'commands':[{'id':'x','command':'roadmap.update','target':'roadmap/A','expectedVersion':1,"
                                + "'body':{'title':'U'}},{'id':'y','command':'roadmap.move','target':'A',"
                                + "'body':{'to':'top'}}]}")
                .expect(200)
                .json()
                .path("results");

        for (JsonNode problem : List.of(refused, result.path(0).path("problem"))) {
            assertThat(problem.path("code").textValue()).isEqualTo("version_conflict");
            assertThat(problem.path("current")
                            .path("resource")
                            .path("updatedBy")
                            .textValue())
                    .isEqualTo("daemon");
            assertThat(problem.path("current")
                            .path("changes")
                            .path(0)
                            .path("comment")
                            .textValue())
                    .isEqualTo("it works");
            assertThat(problem.path("wanted").path("body").path("title").textValue())
                    .isEqualTo("U");
        }
        assertThat(result.path(0).path("verdict").textValue()).isEqualTo("conflict");
        assertThat(result.path(1).path("verdict").textValue()).isEqualTo("blocked");
    }

    @Test
    void a_batch_may_name_an_item_by_the_key_that_it_gives_it() {
        JsonNode results = post(
                        "user",
                        "/v1/commands",
                        "{'commands':[{'id':'" + Ids.next()
                                + "','command':'roadmap.add','body':{'key':'A','title':'T'}},"
                                + "{'id':'s','command':'roadmap.set-status','target':'A','body':{'status':'done'}},"
                                + "{'id':'u','command':'roadmap.update','target':'A','expectedVersion':2,'body':{'key':'B'}},"
                                + "{'id':'m','command':'roadmap.move','target':'roadmap/B','body':{'to':'top'}},"
                                + "{'id':'t','command':'roadmap.set-status','target':'B','body':{'status':'blocked'}}]}")
                .expect(200)
                .json()
                .path("results");

        assertThat(results)
                .allSatisfy(result -> assertThat(result.path("verdict").textValue())
                        .as(result.toString())
                        .isEqualTo("accepted"));
        assertThat(items("/v1/roadmap", "key")).containsExactly("B");
    }

    @Test
    void the_list_is_in_order_narrows_and_pages() {
        for (String key : List.of("A", "B", "C")) {
            post("user", "/v1/roadmap", "{'key':'" + key + "','title':'T'}").expect(201);
        }
        post("user", "/v1/roadmap/C/move", "{'before':'A'}").expect(200);
        post("daemon", "/v1/roadmap/B/status", "{'status':'blocked'}").expect(200);

        assertThat(items("/v1/roadmap", "key")).containsExactly("C", "A", "B");
        assertThat(items("/v1/roadmap?status=blocked", "key")).containsExactly("B");
        assertThat(items("/v1/roadmap?status=all", "key")).hasSize(3);
        String cursor =
                get("viewer", "/v1/roadmap?limit=2").json().path("nextCursor").textValue();
        assertThat(items("/v1/roadmap?limit=2&cursor=" + cursor, "key")).containsExactly("B");
        for (String wrong : List.of("status=open", "cursor=x", "cursor=eA", "asOf=yesterday", "limit=0", "order=x")) {
            assertThat(get("viewer", "/v1/roadmap?" + wrong)
                            .expect(400)
                            .json()
                            .path("detail")
                            .textValue())
                    .contains(wrong.substring(0, wrong.indexOf('=')));
        }
    }

    @Test
    void the_roadmap_of_a_position_or_time_is_what_it_was() {
        post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);
        String then = post("user", "/v1/roadmap", "{'key':'B','title':'T'}")
                .expect(201)
                .header("Signalbox-Position")
                .orElseThrow();
        Instant time = hub.clock().instant();
        hub.clock().advance(Duration.ofHours(1));
        send("user", "DELETE", "/v1/roadmap/A", "", "If-Match", "\"1\"").expect(200);
        post("daemon", "/v1/roadmap/B/status", "{'status':'done'}").expect(200);

        assertThat(items("/v1/roadmap?asOf=" + then, "key")).containsExactly("A", "B");
        assertThat(items("/v1/roadmap?asOf=" + Times.format(time), "status")).containsExactly("planned", "planned");
        assertThat(items("/v1/roadmap?asOf=" + then + "&status=done", "key")).isEmpty();
        assertThat(items("/v1/roadmap?asOf=0", "key")).isEmpty();
        assertThat(get("viewer", "/v1/roadmap?asOf=" + then + "&limit=1")
                        .json()
                        .path("nextCursor")
                        .textValue())
                .isNotEmpty();
        assertThat(items("/v1/roadmap", "status")).containsExactly("done");
        assertThat(items("/v1/roadmap/history?limit=2", "key")).containsExactly("B", "A");
    }

    @Test
    void every_role_does_what_the_matrix_says() {
        post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);
        for (String role : List.of("daemon", "bot", "viewer")) {
            post(role, "/v1/roadmap", "{'key':'B','title':'T'}").expect(403);
            send(role, "PATCH", "/v1/roadmap/A", "{'title':'U'}", "If-Match", "\"1\"")
                    .expect(403);
            send(role, "DELETE", "/v1/roadmap/A", "", "If-Match", "\"1\"").expect(403);
            post(role, "/v1/roadmap/A/move", "{'to':'top'}").expect(403);
            get(role, "/v1/roadmap/A").expect(200);
            get(role, "/v1/roadmap/A/history").expect(200);
        }

        post("bot", "/v1/roadmap/A/status", "{'status':'done'}").expect(403);
        post("viewer", "/v1/roadmap/A/status", "{'status':'done'}").expect(403);
        post("daemon", "/v1/roadmap/A/status", "{'status':'done'}").expect(200);
        post("admin", "/v1/roadmap", "{'key':'B','title':'T'}").expect(201);
    }

    @Test
    void what_is_wrong_is_named() {
        for (String wrong : List.of(
                "{'title':'T'}|/key",
                "{'key':'a/b','title':'T'}|/key",
                "{'key':'history','title':'T'}|/key",
                "{'key':'A'}|/title",
                "{'key':'A','title':'T','status':'finished'}|/status",
                "{'key':'A','title':'T','links':['x']}|/links/0",
                "{'key':'A','title':'T','before':'B'}|/before",
                "{'key':'A','title':'T','colour':'red'}|/colour",
                "{'key':'A','title':'T','order':'10'}|/order")) {
            String[] parts = wrong.split("\\|", 2);
            Reply refused = post("user", "/v1/roadmap", parts[0]).expect(400);
            assertThat(refused.json().path("errors").path(0).path("pointer").textValue())
                    .as(wrong)
                    .isEqualTo(parts[1]);
        }
        post("user", "/v1/roadmap/A/status", "{'status':'done'}").expect(404);
        post("user", "/v1/roadmap/" + Ids.next() + "/move", "{'to':'top'}").expect(404);
        get("viewer", "/v1/roadmap/a%2Fb").expect(404);
        get("viewer", "/v1/roadmap/A/history").expect(404);
    }

    @Test
    void the_events_are_there_for_whoever_follows() {
        Reply added = post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);
        String id = added.json().path("id").textValue();

        assertThat(get("viewer", "/v1/streams/roadmap/" + id).expect(200).json().path("events"))
                .hasSize(1);
        assertThat(get("viewer", "/v1/events?types=roadmap.*")
                        .json()
                        .path("events")
                        .findValuesAsText("type"))
                .containsExactly("roadmap.added", "roadmap.key_taken");
    }

    @Test
    void the_roadmap_is_read_like_any_table_with_snapshot_and_past() {
        Reply added = post("user", "/v1/roadmap", "{'key':'A','title':'T'}").expect(201);
        String id = added.json().path("id").textValue();
        String removed = post("user", "/v1/roadmap", "{'key':'B','title':'T'}")
                .expect(201)
                .json()
                .path("id")
                .textValue();
        String then = post("daemon", "/v1/roadmap/A/status", "{'status':'done'}")
                .expect(200)
                .header("Signalbox-Position")
                .orElseThrow();
        send("user", "DELETE", "/v1/roadmap/B", "", "If-Match", "\"1\"").expect(200);

        JsonNode row =
                get("viewer", "/v1/tables/roadmap/rows/" + id).expect(200).json();
        assertThat(row.path("row")).isEqualTo(get("viewer", "/v1/roadmap/A").json());
        assertThat(row.path("version").longValue()).isEqualTo(2);
        assertThat(row.path("createdBy").textValue()).isEqualTo("user");
        assertThat(row.path("updatedBy").textValue()).isEqualTo("daemon");
        assertThat(items("/v1/tables/roadmap/rows", "key")).containsExactly(id);
        assertThat(items("/v1/tables/roadmap/rows?asOf=" + then, "key")).containsExactlyInAnyOrder(id, removed);
        assertThat(items("/v1/tables/roadmap/rows?status=done", "key")).containsExactly(id);
        get("viewer", "/v1/tables/roadmap/rows/" + removed).expect(404);
        List<String> snapshot = get("viewer", "/v1/tables/roadmap/snapshot")
                .expect(200)
                .text()
                .lines()
                .toList();
        assertThat(snapshot).hasSize(3);
        assertThat(snapshot.get(1)).contains(id).doesNotContain(removed);
    }

    private List<String> items(String path, String field) {
        List<String> values = new ArrayList<>();
        get("viewer", path)
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> values.add(item.path(field).asText()));
        return values;
    }

    private Reply get(String role, String path) {
        return hub.get(role, path);
    }

    private Reply post(String role, String path, String json) {
        return hub.post(role, path, json.replace('\'', '"'));
    }

    private Reply send(String role, String method, String path, String json, String... headers) {
        String body = json.replace('\'', '"');
        return hub.send(
                role,
                hub.request(role, path, headers)
                        .setHeader("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
    }
}
