package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Runs programs that nobody made for the hub, and reads what they say.
 *
 * @param folder where what they say is kept, and copies lie
 * @param environment what they are told beside what this process is told
 */
public record UnmodifiedPrograms(Path folder, Map<String, String> environment) {
    private static final int PATIENCE_SECONDS = 180;
    private static final Pattern OBJECT = Pattern.compile("^\\{.*}$");

    /** The folder where {@code .ci/NAME} installs them, unless the variable names another. */
    public static Path installed(String variable, String name) {
        String otherwise =
                Path.of(System.getProperty("basedir", ""), "target", name).toString();
        return Path.of(Objects.requireNonNullElse(System.getenv(variable), otherwise))
                .toAbsolutePath();
    }

    /** The test is not run where the file is missing, and says so. */
    public static void require(Path file, String how) {
        Assumptions.assumeTrue(Files.exists(file), "NOT RUN: " + file + " is missing; " + how);
    }

    /** The one line of an object that a program said. */
    public static JsonNode seen(String said) {
        List<String> lines = said.lines().filter(OBJECT.asPredicate()).toList();
        assertThat(lines).as(said).hasSize(1);
        return Json.readLenient(lines.get(0).getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    /** A copy of a resource, to be run. */
    public Path copied(String resource) throws IOException {
        Path program = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try (var in = Objects.requireNonNull(UnmodifiedPrograms.class.getResourceAsStream(resource))) {
            Files.write(program, in.readAllBytes());
        }
        return program;
    }

    /** What a program said that ended well. */
    public String run(Path where, String... command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        int exit = ended(where, said, command);
        String text = Files.readString(said);
        assertThat(exit).as(text).isZero();
        return text;
    }

    /** Its exit code. */
    public int ended(Path where, Path said, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly().waitFor();
        assertThat(ended).as("it ends in time:\n%s", Files.readString(said)).isTrue();
        return process.exitValue();
    }
}
