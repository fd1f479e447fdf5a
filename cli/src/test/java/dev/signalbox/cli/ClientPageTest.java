package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of docs/client.md, as a reader would paste them: they compile. What they do is the business of the
 * client's tests.
 */
class ClientPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)<!-- example -->\n```java\n(.*?)```");

    @TempDir
    Path folder;

    @Test
    void every_example_compiles() throws Exception {
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("../docs/client.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        assertThat(examples).hasSize(7);
        StringBuilder program = new StringBuilder("""
                import dev.signalbox.client.*;
                import dev.signalbox.client.local.*;
                import dev.signalbox.client.outbox.ParkedCommand;
                import dev.signalbox.client.replica.*;
                import dev.signalbox.client.store.Row;
                import dev.signalbox.wire.resource.Answer;
                import dev.signalbox.wire.resource.Question;
                import java.time.Duration;
                import java.util.*;
                import java.util.concurrent.TimeUnit;
                class Examples {
                """);
        for (int i = 0; i < examples.size(); i++) {
            String given = examples.get(i).contains("Signalbox hub =") ? "" : "Signalbox hub";
            program.append("void example").append(i).append("(" + given + ") throws Exception {\n");
            program.append(examples.get(i)).append("}\n");
        }
        Path source = Files.writeString(folder.resolve("Examples.java"), program + "}\n");

        int failures = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path").replace(':', File.pathSeparatorChar),
                        "-d",
                        folder.toString(),
                        source.toString());

        assertThat(failures).as("the compiler's word is on standard error").isZero();
    }
}
