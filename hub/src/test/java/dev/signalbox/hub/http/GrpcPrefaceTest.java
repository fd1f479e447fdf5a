package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.RecordedLog;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exporters that are set to gRPC knock with HTTP/2: both sides are told what to set. */
class GrpcPrefaceTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    @Test
    void is_told_once_in_the_log_and_to_whoever_can_read_it(@TempDir Path data) {
        try (TestHub hub = TestHub.start(data);
                RecordedLog log = new RecordedLog()) {
            String first = RawHttp.exchange(hub.port(), PREFACE);
            String again = RawHttp.exchange(hub.port(), PREFACE);

            assertThat(first).startsWith("HTTP/1.1 ").contains("http/protobuf");
            assertThat(again).contains("http/protobuf");
            assertThat(log.atLeast(Level.WARNING)).singleElement().asString().contains("http/protobuf");
        }
    }
}
