package dev.signalbox.cli.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.hook.Agent;
import dev.signalbox.wire.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which hooks Codex trusts, as Codex itself says: it leaves a new one out without a word, and one that was changed.
 * Asks its app server, which it runs for that.
 */
final class CodexTrust {
    private static final String WHERE = "Codex";
    private static final long PATIENCE_SECONDS = 20;
    private static final int LIST = 2;

    private CodexTrust() {}

    /** Whether there are hooks for the hub in its other file, which only Codex reads here. */
    static boolean hasHooksInToml(Shell shell) {
        for (AgentFile file : AgentFile.all(Agent.CODEX, shell)) {
            Path toml = file.path().resolveSibling("config.toml");
            try {
                if (Files.isRegularFile(toml) && Files.readString(toml).contains(HookBlock.COMMAND.strip()))
                    return true;
            } catch (IOException unread) {
                return false;
            }
        }
        return false;
    }

    static List<HookFinding> of(Shell shell) {
        Path codex = onPath(shell);
        if (codex == null) {
            return List.of(HookFinding.none(
                    WHERE, "is not on the PATH, so which hooks it trusts was not asked: type /hooks in it"));
        }
        try {
            return findings(listed(codex, shell));
        } catch (IOException | TimeoutException failure) {
            return List.of(HookFinding.none(
                    WHERE, "does not say which hooks it trusts: type /hooks in it (" + failure.getMessage() + ")"));
        }
    }

    private static List<HookFinding> findings(JsonNode list) {
        List<HookFinding> findings = new ArrayList<>();
        for (JsonNode place : list.path("data")) {
            for (JsonNode error : place.path("errors")) {
                String what = error.path("message").asText();
                findings.add(HookFinding.fail(error.path("path").asText(WHERE), what));
            }
            for (JsonNode hook : place.path("hooks")) {
                if (HookBlock.isOurs(hook)) findings.add(trust(hook));
            }
        }
        if (findings.isEmpty()) {
            findings.add(HookFinding.fail(
                    WHERE, "reads no hook for the hub: a project must be trusted before its .codex folder counts"));
        }
        return findings;
    }

    private static HookFinding trust(JsonNode hook) {
        String where = hook.path("sourcePath").asText(WHERE);
        String event = hook.path("eventName").asText();
        String status = hook.path("trustStatus").asText();
        if (!hook.path("enabled").asBoolean(true)) {
            return HookFinding.fail(where, "the hook for " + event + " is switched off in Codex: type /hooks in it");
        }
        return status.equals("trusted") || status.equals("managed")
                ? HookFinding.ok(where, "Codex trusts the hook for " + event)
                : HookFinding.fail(
                        where,
                        "Codex leaves the hook for " + event + " out, which is " + status
                                + ": type /hooks in it and trust it");
    }

    private static @Nullable Path onPath(Shell shell) {
        String path = shell.variable("PATH");
        if (path == null) return null;
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path codex = shell.folder().resolve(folder).resolve("codex");
            if (Files.isExecutable(codex)) return codex;
        }
        return null;
    }

    private static JsonNode listed(Path codex, Shell shell) throws IOException, TimeoutException {
        ProcessBuilder builder = new ProcessBuilder(codex.toString(), "app-server")
                .directory(shell.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(shell.environment());
        Process server = builder.start();
        try {
            ask(server.getOutputStream(), shell);
            return CompletableFuture.supplyAsync(() -> answer(server)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ended);
        } catch (ExecutionException failure) {
            throw new IOException(String.valueOf(failure.getCause()), failure);
        } finally {
            server.destroyForcibly();
        }
    }

    private static void ask(OutputStream in, Shell shell) throws IOException {
        ObjectNode hello = Json.object().put("id", 1).put("method", "initialize");
        hello.putObject("params")
                .putObject("clientInfo")
                .put("name", "signalbox")
                .put("title", "Signalbox")
                .put("version", "1");
        ObjectNode list = Json.object().put("id", LIST).put("method", "hooks/list");
        list.putObject("params").putArray("cwds").add(shell.folder().toString());
        for (ObjectNode message : List.of(hello, Json.object().put("method", "initialized"), list)) {
            in.write((Json.writeText(message) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        in.flush();
    }

    private static JsonNode answer(Process server) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
                if (message.path("id").asInt() != LIST) continue;
                if (message.has("result")) return message.path("result");
                throw new IllegalStateException(message.at("/error/message").asText("an error"));
            }
            throw new IllegalStateException("it ended");
        } catch (IOException cut) {
            throw new IllegalStateException("it ended", cut);
        }
    }
}
