package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a program does that has Codex as its agent: messages of JSON on lines. */
final class CodexSession implements AutoCloseable {
    private final Process server;
    private final OutputStream in;
    private final BufferedReader out;
    private int last;

    CodexSession(Process server) {
        this.server = server;
        this.in = server.getOutputStream();
        this.out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        ObjectNode hello = Json.object();
        hello.putObject("clientInfo").put("name", "test").put("title", "Test").put("version", "1");
        call("initialize", hello);
        say(Json.object().put("method", "initialized"));
    }

    /** Trusts every hook of a folder, as its person would. */
    void trustHooks(String folder) {
        ObjectNode where = Json.object();
        where.putArray("cwds").add(folder);
        ObjectNode trusted = Json.object();
        for (JsonNode hook : call("hooks/list", where).at("/data/0/hooks")) {
            trusted.putObject(hook.path("key").asText())
                    .put("trusted_hash", hook.path("currentHash").asText());
        }
        ObjectNode edits = Json.object();
        edits.putArray("edits")
                .addObject()
                .put("keyPath", "hooks.state")
                .put("mergeStrategy", "upsert")
                .set("value", trusted);
        call("config/batchWrite", edits);
    }

    /** One turn, from what its person wants to its end. */
    void turn(String folder, String wish) {
        ObjectNode start = Json.object()
                .put("cwd", folder)
                .put("approvalPolicy", "on-request")
                .put("sandbox", "workspace-write");
        String thread = call("thread/start", start).at("/thread/id").asText();
        ObjectNode turn = Json.object().put("threadId", thread);
        turn.putArray("input").addObject().put("type", "text").put("text", wish);
        call("turn/start", turn);
        heard(message -> message.path("method").asText().equals("turn/completed"));
    }

    private JsonNode call(String method, ObjectNode params) {
        int id = ++last;
        ObjectNode message = Json.object().put("id", id).put("method", method);
        message.set("params", params);
        say(message);
        JsonNode answer = heard(each -> each.path("id").asInt() == id && !each.has("method"));
        if (answer.has("error")) throw new AssertionError(method + ": " + answer);
        return answer.path("result");
    }

    private void say(ObjectNode message) {
        try {
            in.write((Json.writeText(message) + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }

    private JsonNode heard(Predicate<JsonNode> wanted) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                JsonNode message = Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
                if (wanted.test(message)) return message;
            }
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
        throw new AssertionError("Codex has ended");
    }

    @Override
    public void close() {
        // What was started starts the real one, which writes until it ends.
        List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }
}
