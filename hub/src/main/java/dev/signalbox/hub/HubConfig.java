package dev.signalbox.hub;

import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.OwnNames;
import dev.signalbox.hub.http.admission.TrustedProxies;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.matrix.MatrixFile;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of a hub.
 *
 * @param data folder of the SQLite files and of {@code admin.key}; made when missing
 * @param databaseUrl PostgreSQL, {@code postgres://user:password@host/db?sslmode=…&pool_max_conns=…}; null for SQLite
 *     in {@code data}
 * @param host address to listen on; another than loopback needs TLS or {@code behindProxy}
 * @param port TCP port; 0 takes a free one
 * @param behindProxy a proxy in front speaks TLS, so listening on any address is safe
 * @param tlsCertificate PEM file of the certificate chain; null for plain HTTP
 * @param tlsKey PEM file of its key; null for plain HTTP
 * @param settings {@code signalbox.yaml}; null when there is none
 * @param trustedProxies addresses and ranges of the proxies whose {@code X-Forwarded-For} counts, with
 *     {@code behindProxy}
 * @param allowedHosts names beside those of loopback under which a hub on loopback may be spoken to
 * @param initKeys file of keys that open from the start, see {@link InitKeys}; null for none
 */
public record HubConfig(
        Path data,
        @Nullable String databaseUrl,
        String host,
        int port,
        boolean behindProxy,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        @Nullable Path settings,
        List<String> trustedProxies,
        List<String> allowedHosts,
        @Nullable Path initKeys) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 7433;

    public HubConfig {
        trustedProxies = List.copyOf(trustedProxies);
        allowedHosts = List.copyOf(allowedHosts);
        TrustedProxies.of(trustedProxies);
        if (!trustedProxies.isEmpty() && !behindProxy) {
            throw new IllegalArgumentException(
                    "--trusted-proxy says which proxies stand in front: give --behind-proxy too");
        }
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        if ((tlsCertificate == null) != (tlsKey == null)) {
            throw new IllegalArgumentException("TLS needs both --tls-cert and --tls-key");
        }
        if (!isLoopback(host) && tlsCertificate == null && !behindProxy) {
            throw new IllegalArgumentException("listening on " + host
                    + " would send keys in clear text over the network: give --tls-cert and --tls-key, or --behind-proxy when a"
                    + " proxy in front speaks TLS, or keep the default --host 127.0.0.1");
        }
    }

    /** One that knows no proxies, and no names but those of loopback. */
    public HubConfig(
            Path data,
            @Nullable String databaseUrl,
            String host,
            int port,
            boolean behindProxy,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey,
            @Nullable Path settings) {
        this(data, databaseUrl, host, port, behindProxy, tlsCertificate, tlsKey, settings, List.of(), List.of(), null);
    }

    /** A hub on SQLite in this folder, on loopback. */
    public static HubConfig embedded(Path data, int port) {
        return new HubConfig(data, null, DEFAULT_HOST, port, false, null, null, null);
    }

    /** The same on PostgreSQL; {@code data} then holds {@code admin.key} only. */
    public HubConfig onPostgres(String url) {
        return with(url, port, behindProxy, trustedProxies, initKeys);
    }

    /** The same on another port. */
    public HubConfig onPort(int other) {
        return with(databaseUrl, other, behindProxy, trustedProxies, initKeys);
    }

    /** The same behind these proxies. */
    public HubConfig behind(String... proxies) {
        return with(databaseUrl, port, true, List.of(proxies), initKeys);
    }

    /** The same with keys that open from the start. */
    public HubConfig withInitKeys(Path file) {
        return with(databaseUrl, port, behindProxy, trustedProxies, file);
    }

    private HubConfig with(
            @Nullable String url, int otherPort, boolean proxy, List<String> proxies, @Nullable Path keys) {
        return new HubConfig(
                data, url, host, otherPort, proxy, tlsCertificate, tlsKey, settings, proxies, allowedHosts, keys);
    }

    /**
     * Looks at what a start can fail of, before anything is made: the file of the settings, the files of TLS, and,
     * where no hub has been yet, whether the door is free. Fails with {@link IllegalArgumentException} or
     * {@link BindException}.
     */
    void check() throws BindException {
        if (settings != null) MatrixFile.parse(MatrixFile.textOf(settings), settings.toString());
        checkPem("--tls-cert", tlsCertificate, "BEGIN CERTIFICATE");
        checkPem("--tls-key", tlsKey, "PRIVATE KEY");
        // Where there was a hub, its lock says better what is wrong, and nothing new is left behind.
        if (!Files.exists(data.resolve(FolderLock.FILE))) checkDoor();
    }

    private static void checkPem(String option, @Nullable Path file, String mark) {
        if (file == null) return;
        try {
            if (!Files.readString(file, StandardCharsets.ISO_8859_1).contains(mark)) {
                throw new IllegalArgumentException(
                        option + " " + file + " has no line with " + mark + ": give a PEM file");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " " + file + " cannot be read (" + e + ")", e);
        }
    }

    private void checkDoor() throws BindException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (BindException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot listen on " + host + ":" + port + " (" + e + ")", e);
        }
    }

    /** The keys of the file {@link #initKeys()}. Fails with {@link IllegalArgumentException} when it has a fault. */
    InitKeys givenKeys() {
        return initKeys == null ? InitKeys.NONE : InitKeys.read(initKeys);
    }

    /** Whether keys come over networks in clear text, unless whoever stands in front sees to it. */
    boolean isOpen() {
        return tlsCertificate == null && !isLoopback(host);
    }

    /** Where and how its HTTP door listens. */
    HttpOptions http() {
        HttpOptions.Tls tls =
                tlsCertificate == null || tlsKey == null ? null : new HttpOptions.Tls(tlsCertificate, tlsKey);
        return HttpOptions.on(host, port, address(), names(), tls);
    }

    private ClientAddress address() {
        return new ClientAddress(behindProxy, TrustedProxies.of(trustedProxies));
    }

    /** Behind a proxy nobody speaks to loopback. */
    private OwnNames names() {
        return new OwnNames(isLoopback(host) && !behindProxy, allowedHosts);
    }

    /** The settings without the password of the database: safe to print. */
    @Override
    public String toString() {
        return "HubConfig[data=" + data + ", store=" + (databaseUrl == null ? "sqlite" : "postgresql") + ", host="
                + host + ", port=" + port + "]";
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host " + host + " is unknown: give an address of this machine", e);
        }
    }
}
