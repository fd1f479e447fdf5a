package dev.signalbox.cli.run;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is and which key to show it, from options, environment and the hub's data folder, in this order.
 *
 * @param url without a slash at its end
 * @param key null when none was found: the hub will say what it needs
 * @param adminKey where the hub's own key file was looked for; null when it was not, because a key was given or the hub
 *     is elsewhere
 */
public record Settings(
        URI url, @Nullable String key, @Nullable Path adminKey) {
    static final String URL_DEFAULT = "http://127.0.0.1:7433";
    static final String DATA_DEFAULT = "signalbox-data";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public static Settings of(GlobalOptions options, Shell shell) {
        URI url = url(first(options.url, shell.variable("SIGNALBOX_URL"), URL_DEFAULT));
        String key = first(options.key, shell.variable("SIGNALBOX_KEY"), null);
        if (key != null) return new Settings(url, printable(key.strip()), null);
        // The admin key of this machine's hub must not travel to another machine's.
        if (!LOOPBACK.contains(url.getHost().toLowerCase(Locale.ROOT))) return new Settings(url, null, null);
        Path adminKey = data(shell).resolve("admin.key");
        return new Settings(url, read(adminKey), adminKey);
    }

    /** What another run needs to find the same hub with the same key. */
    public Map<String, String> environment() {
        return Map.of("SIGNALBOX_URL", url.toString(), "SIGNALBOX_KEY", key == null ? "" : key);
    }

    /** The data folder of this machine's hub. */
    public static Path data(Shell shell) {
        String folder = shell.variable("SIGNALBOX_DATA");
        return shell.folder().resolve(folder == null ? DATA_DEFAULT : folder);
    }

    private static URI url(@Nullable String text) {
        String trimmed = String.valueOf(text).strip().replaceAll("/+$", "");
        try {
            URI url = new URI(trimmed);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
            if (http && bare && url.getHost() != null) return url;
        } catch (URISyntaxException e) {
            throw badUrl(trimmed);
        }
        throw badUrl(trimmed);
    }

    private static Failure badUrl(String text) {
        return Failure.usage(
                "\"" + text + "\" is not the URL of a hub.",
                "Give --url or SIGNALBOX_URL the form http://host:port, such as " + URL_DEFAULT + ".");
    }

    private static String printable(String key) {
        if (!key.isEmpty() && key.chars().allMatch(c -> c > 0x20 && c < 0x7F)) return key;
        throw Failure.usage("The key has a character that no key has.", "Copy it again; it reads sbx_<role>_… .");
    }

    private static @Nullable String read(Path adminKey) {
        if (!Files.exists(adminKey)) return null;
        try {
            return printable(Files.readString(adminKey).strip());
        } catch (IOException e) {
            throw Failure.usage(
                    "The hub's key file " + adminKey + " cannot be read by this user.",
                    "Run as the user of the hub, or give a key of your own with --key or SIGNALBOX_KEY.");
        }
    }

    private static @Nullable String first(
            @Nullable String option, @Nullable String variable, @Nullable String otherwise) {
        if (option != null) return option;
        return variable != null ? variable : otherwise;
    }
}
