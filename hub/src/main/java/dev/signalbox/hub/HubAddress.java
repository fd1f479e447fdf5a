package dev.signalbox.hub;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code hub.url} in the data folder, mode 0600: where the hub that runs there listens, as a program of this
 * machine calls it. So commands in the same folder find it, whatever its port is. Written when the hub can serve,
 * removed when it stops; one that was killed leaves it, and the next one replaces it. A hub that does not listen on
 * loopback has none. Blocks; any thread.
 */
public final class HubAddress {
    /** Its name, beside {@code admin.key}. */
    public static final String FILE = "hub.url";

    private static final Logger LOG = LoggerFactory.getLogger(HubAddress.class);

    private final HubConfig config;
    private final Path file;
    private volatile String line = "";

    HubAddress(HubConfig config) {
        this.config = config;
        this.file = config.data().resolve(FILE);
    }

    /** Writes the file. A failure is told; the hub serves without. */
    @Nullable
    Void note(int port) {
        String url = url(config, port);
        try {
            if (url.isEmpty()) Files.deleteIfExists(file);
            else OwnerOnly.replace(file, url + "\n");
            line = url + "\n";
        } catch (IOException e) {
            LOG.warn("cannot write {}, so commands need --url: {}", file, e.toString());
        }
        return null;
    }

    /** Removes the file, unless it was never written, or another hub has put its own there. */
    void remove() {
        try {
            if (Files.readString(file).equals(line)) Files.delete(file);
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", file, e.toString());
        }
    }

    /** Empty for a hub that listens on another address than those of loopback. */
    private static String url(HubConfig config, int port) {
        try {
            InetAddress address = InetAddress.getByName(config.host());
            if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()) return "";
            // Certificates name hosts, seldom addresses.
            if (config.tlsCertificate() != null) return "https://localhost:" + port;
            String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
            return "http://" + (host.contains(":") ? "[::1]" : host) + ":" + port;
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
