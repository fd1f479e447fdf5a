package dev.signalbox.hub.ownership;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.ownership.CellDoors.Wish;
import dev.signalbox.wire.Ids;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A wish for each command that nothing but a missing right can refuse: with a fresh thing to change where it needs one.
 */
final class CellWishes {
    /** A batch for Langfuse's door that makes a trace. */
    static final Map<String, Object> TRACE = Map.of(
            "batch",
            List.of(Map.of(
                    "id",
                    "first",
                    "type",
                    "trace-create",
                    "timestamp",
                    "2026-11-21T06:00:00Z",
                    "body",
                    Map.of("id", "first"))));

    /** Where nobody is; nothing is of the type that it asks for. */
    private static final Map<String, Object> ENDPOINT =
            Map.of("name", "x", "url", "https://nobody.invalid/hook", "types", List.of("price.set"));

    private final TestHub hub;
    private final String file;
    private final String words;
    private final Map<String, String> others = new HashMap<>();

    /** @param file in force */
    CellWishes(TestHub hub, String file) {
        this(hub, file, "x");
    }

    /** @param words that stand in all that an admin makes for a wish to change */
    CellWishes(TestHub hub, String file, String words) {
        this.hub = hub;
        this.file = file;
        this.words = words;
    }

    /** @param mayAsk whether the role may make what it wants to change, where only the maker may change it */
    Wish of(String command, String role, boolean mayAsk) {
        return switch (command) {
            case "notification.post" -> new Wish(command, null, Map.of("title", "x"));
            case "notification.acknowledge", "notification.resolve", "notification.expire" ->
                new Wish(command, made("admin", "/v1/notifications", Map.of("title", words)), Map.of());
            case "question.ask" -> new Wish(command, null, question("x"));
            case "question.answer" -> new Wish(command, made("admin", "/v1/questions", question(words)), answer(role));
            case "question.cancel" ->
                new Wish(command, made(mayAsk ? role : "admin", "/v1/questions", question(words)), Map.of());
            case "question.expire" -> new Wish(command, made("admin", "/v1/questions", question(words)), Map.of());
            case "question.announce-signer" -> new Wish(command, null, Map.of("keyId", "k", "x", "x"));
            case "roadmap.add" -> new Wish(command, null, item("x"));
            case "roadmap.update" ->
                new Wish(command, made("admin", "/v1/roadmap", item(words)), Map.of("title", "y"), 1L);
            case "roadmap.move" -> new Wish(command, made("admin", "/v1/roadmap", item(words)), Map.of("to", "top"));
            case "roadmap.set-status" ->
                new Wish(command, made("admin", "/v1/roadmap", item(words)), Map.of("status", "in_progress"));
            case "roadmap.remove" -> new Wish(command, made("admin", "/v1/roadmap", item(words)), Map.of(), 1L);
            case "trace.record", "trace.score" -> new Wish(command, null, Map.of());
            case "trace.delete", "trace.expire" -> new Wish(command, "none", Map.of("traceId", "none"));
            case "trace.delete-score" -> new Wish(command, null, Map.of("id", "none"));
            case "price.set" -> new Wish(command, null, Map.of("model", "first", "prices", Map.of("input", 1)));
            case "price.remove" -> new Wish(command, "none", Map.of("model", "none"));
            case "endpoint.create" -> new Wish(command, null, ENDPOINT);
            case "endpoint.change" -> new Wish(command, endpoint(role, mayAsk), Map.of("name", "y"));
            case "endpoint.rotate", "endpoint.disable", "endpoint.enable", "endpoint.retry", "endpoint.delete" ->
                new Wish(command, endpoint(role, mayAsk), Map.of());
            case "endpoint.replay" -> new Wish(command, endpoint(role, mayAsk), Map.of("from", 1));
            case "endpoint.switch-off" ->
                new Wish(command, endpoint(role, mayAsk), Map.of("reason", "x", "version", 1));
            case "endpoint.end-replay" -> new Wish(command, endpoint(role, mayAsk), Map.of("replay", 1));
            case "delivery.note-failed" ->
                new Wish(
                        command,
                        null,
                        Map.of(
                                "endpoint",
                                "e",
                                "name",
                                "n",
                                "position",
                                1,
                                "event",
                                "e",
                                "type",
                                "t",
                                "tries",
                                1,
                                "firstAt",
                                "2026-01-01T00:00:00Z"));
            case "key.create" -> new Wish(command, null, Map.of("name", "n", "role", "viewer"));
            case "key.rotate", "key.revoke" ->
                new Wish(command, made("admin", "/v1/keys", Map.of("name", "n", "role", "viewer")), Map.of());
            case "key.refuse" -> new Wish(command, null, Map.of("reason", "mangled", "address", "::1"));
            case "key.admit" ->
                new Wish(
                        command,
                        null,
                        Map.of("id", "AAAAAAAA", "name", "n", "role", "viewer", "secretSha256", "0".repeat(64)));
            case "key.sign-in" ->
                new Wish(
                        command,
                        made("admin", "/v1/keys", Map.of("name", "n", "role", "viewer")),
                        Map.of(
                                "id",
                                "AAAAAAAA",
                                "tokenSha256",
                                "0".repeat(64),
                                "secret",
                                "0".repeat(16),
                                "browser",
                                ""));
            case "key.sign-out" ->
                new Wish(
                        command,
                        made("admin", "/v1/keys", Map.of("name", "n", "role", "viewer")),
                        Map.of("id", "AAAAAAAA", "by", "n"));
            case "matrix.apply" -> new Wish(command, null, Map.of("file", file));
            case "backup.note-drill" ->
                new Wish(
                        command,
                        null,
                        Map.of("backup", "b", "by", "n", "millis", 1, "compared", Map.of(), "difference", ""));
            case "space.create" ->
                new Wish(command, null, Map.of("name", "s" + Ids.next().replace("-", "")));
            case "space.clone" ->
                new Wish(command, "default", Map.of("name", "c" + Ids.next().replace("-", "")));
            case "space.seal" -> new Wish(command, "first", Map.of("name", "first"));
            case "space.unseal" -> new Wish(command, "first", Map.of());
            case "space.admit-keys", "space.dismiss-keys" -> new Wish(command, "none", Map.of("sha256", List.of()));
            case "space.erase", "space.note-open", "space.note-closed", "space.note-moved", "space.note-filled" ->
                new Wish(command, "none", Map.of());
            default -> throw new AssertionError("say how to wish " + command + ", so that its cells are asked");
        };
    }

    /**
     * A write to a table.
     *
     * @param needsRow whether a row must be there before
     * @param row that the table takes
     */
    Wish ofTable(String command, String table, boolean needsRow, Map<String, Object> row) {
        String key = "r" + Ids.next();
        if (needsRow) {
            hub.send("admin", "PUT", "/v1/tables/" + table + "/rows/" + key, row)
                    .expect(201);
        }
        return switch (command) {
            case "table.put" -> new Wish(command, table + "/" + key, Map.of("row", row));
            case "table.patch" -> new Wish(command, table + "/" + key, Map.of("fields", row));
            case "table.delete" -> new Wish(command, table + "/" + key, Map.of());
            case "table.append" -> new Wish(command, table, Map.of("row", row));
            default -> throw new AssertionError(command);
        };
    }

    private String made(String role, String path, Map<String, Object> body) {
        return hub.post(role, path, body).expect(201).json().path("id").textValue();
    }

    private String endpoint(String role, boolean mayAsk) {
        // There may be few, so what nobody changes is the same one.
        return mayAsk
                ? made(role, "/v1/endpoints", ENDPOINT)
                : others.computeIfAbsent("endpoint", none -> made("admin", "/v1/endpoints", ENDPOINT));
    }

    private static Map<String, Object> question(String words) {
        return Map.of("kind", "text", "prompt", words + "?");
    }

    private static Map<String, Object> item(String words) {
        return Map.of("key", "ITEM " + Ids.next(), "title", words);
    }

    private static Map<String, Object> answer(String role) {
        Map<String, Object> answer = new HashMap<>(Map.of("value", "y"));
        if (role.equals("bot")) answer.put("onBehalfOf", "slack:U1 Jane");
        return answer;
    }
}
