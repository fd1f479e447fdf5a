package dev.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The stand-in of the conformance cases, in a process of its own. */
final class StandIn implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final URI url;

    private StandIn(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Whether this machine has the Python that it needs. */
    static boolean isPossible() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    static StandIn play(Path conformance, Path playedCase) throws IOException {
        Process process = new ProcessBuilder(
                        "python3", conformance.resolve("standin.py").toString(), playedCase.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return new StandIn(process, URI.create("http://127.0.0.1:" + port));
    }

    URI url() {
        return url;
    }

    void steer(JsonNode wish) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/_standin/steer"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(wish)))
                .build();
        HTTP.send(request, BodyHandlers.discarding());
    }

    /** What it saw and what it objects to. */
    JsonNode state() {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url.resolve("/_standin")).build();
            return Json.readLenient(
                    HTTP.send(request, BodyHandlers.ofByteArray()).body(), JsonNode.class);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the stand-in is gone", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
