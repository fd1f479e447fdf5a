package dev.signalbox.cli.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** Where {@code .ci/mcp-clients} has installed clients of MCP that nobody made for the hub. */
public final class UnmodifiedClients {
    /** The interpreter that has the Python client. */
    public static final Path PYTHON = Path.of(Objects.requireNonNullElse(
                    System.getenv("SIGNALBOX_TEST_MCP"),
                    Path.of(System.getProperty("basedir", ""), "..", "hub", "target", "mcp-clients")
                            .toString()))
            .toAbsolutePath()
            .normalize()
            .resolve("python/bin/python");

    private UnmodifiedClients() {}

    /** The test is not run where there is none, and says so. */
    public static void require() {
        Assumptions.assumeTrue(
                Files.exists(PYTHON),
                "NOT RUN: " + PYTHON + " is missing; .ci/mcp-clients installs the unmodified clients of MCP");
    }
}
