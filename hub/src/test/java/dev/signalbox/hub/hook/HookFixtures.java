package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Events of coding agents, made by what their documentation says of each; and what is none of them. */
final class HookFixtures {
    private static final Path FOLDER = Path.of("src/test/resources/hooks");

    private HookFixtures() {}

    /** {@code <agent>/<event>} of each. */
    static Stream<String> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> FOLDER.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .replace(".json", ""))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Agent agentOf(String fixture) {
        return fixture.startsWith("codex/") ? Agent.CODEX : Agent.CLAUDE_CODE;
    }

    static ObjectNode read(String fixture) {
        try {
            return Json.readLenient(Files.readAllBytes(FOLDER.resolve(fixture + ".json")), ObjectNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bodies that are cut off, doubled, of another kind, or lack what a decision rests on. */
    static Stream<String> broken() {
        String whole = Json.writeText(read("claude-code/PermissionRequest"));
        return Stream.of(
                whole.substring(0, whole.length() / 2),
                whole + whole,
                "[" + whole + "]",
                "{}",
                "null",
                "\"allow\"",
                "not JSON",
                "<html>",
                "{\"hook_event_name\":7}",
                "{\"hook_event_name\":\"\"}",
                "{\"hook_event_name\":\"PermissionRequest\",\"hook_event_name\":\"PreToolUse\"}",
                "{\"hook_event_name\":\"PreToolUse\"}",
                "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Bash\"}",
                "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":[\"Bash\"],\"tool_input\":{}}",
                "{\"hook_event_name\":\"PermissionRequest\",\"tool_name\":\"Bash\",\"tool_input\":\"ls\"}",
                "{\"hook_event_name\":\"PermissionRequest\",\"session_id\":{},\"tool_name\":\"Bash\",\"tool_input\":{}}",
                "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Bash\",\"tool_input\":" + "{\"a\":".repeat(40)
                        + "1" + "}".repeat(41));
    }
}
