package dev.signalbox.hub.page;

import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of the page in a real browser, one hub a class: whatever goes wrong in a window is a failure of the test that
 * opened it. They run where there is a Chromium, and else say that they did not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedChromium.class)
abstract class OnThePage {
    Stage stage;
    TestHub hub;

    @BeforeAll
    void begin(Chromium browser, @TempDir Path folder) {
        stage = new Stage(browser, folder);
        hub = stage.hub();
    }

    @AfterAll
    void end() {
        if (stage != null) stage.close();
    }

    @AfterEach
    void nothing_went_wrong_and_nothing_is_left() {
        stage.clear();
    }
}
