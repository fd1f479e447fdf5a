package dev.signalbox.hub.page;

import dev.signalbox.hub.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The one browser of all tests of this process; it begins with the first that takes it as a parameter. Where there is
 * none, such a test says that it did not run.
 */
public final class SharedChromium implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Chromium.class;
    }

    @Override
    public Chromium resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Optional<Path> program = Chromium.onThisMachine();
        Assumptions.assumeTrue(
                program.isPresent(),
                "NOT RUN: there is no Chromium (SIGNALBOX_TEST_CHROMIUM, or on the path), so the page was not opened");
        return test.getRoot()
                .getStore(Namespace.create(SharedChromium.class))
                .getOrComputeIfAbsent(Running.class, key -> new Running(program.orElseThrow()), Running.class)
                .browser;
    }

    /** Ended by JUnit behind the last test. */
    private static final class Running implements AutoCloseable {
        private final Path folder;
        private final Chromium browser;

        Running(Path program) {
            try {
                folder = Files.createTempDirectory("signalbox-browser");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            browser = new Chromium(program, folder);
        }

        @Override
        public void close() {
            browser.close();
            Folders.delete(folder);
        }
    }
}
