package dev.signalbox.cli.run;

import dev.signalbox.client.http.HubTrust;
import dev.signalbox.client.http.HubUrl;
import dev.signalbox.hub.HubAddress;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.PlainWords;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is and which key to show it: from options, environment, and what a hub has put into its data folder, in
 * this order.
 *
 * @param url without a slash at its end
 * @param urlFile where the URL was read; null when somebody said it, or nobody did
 * @param ca PEM file of those who may sign the hub's certificate; null for those that the platform knows
 * @param space in which to act; null for the one that the key opens
 * @param key null when none was found: the hub will say what it needs
 * @param adminKey where the hub's own key file was looked for; null when it was not, because a key was given or the hub
 *     is elsewhere
 */
public record Settings(
        URI url,
        @Nullable Path urlFile,
        @Nullable Path ca,
        @Nullable String space,
        @Nullable String key,
        @Nullable Path adminKey) {
    static final String DATA_DEFAULT = "signalbox-data";

    /** Fails with {@link Failure} for what is no URL or no name of a space, and for a key that cannot be one. */
    public static Settings of(GlobalOptions options, Shell shell) {
        String said = first(options.url, shell.variable("SIGNALBOX_URL"));
        Path urlFile = data(shell).resolve(HubAddress.FILE);
        URI running = said == null ? running(urlFile) : null;
        URI url = running == null ? url(said == null ? HubUrl.DEFAULT : said) : running;
        Path ca = caFile(options, shell);
        Path from = running == null ? null : urlFile;
        String space = space(first(options.space, shell.variable("SIGNALBOX_SPACE")));
        String key = first(options.key, shell.variable("SIGNALBOX_KEY"));
        if (key != null) return new Settings(url, from, ca, space, printable(key.strip()), null);
        // The admin key of this machine's hub must not travel to another machine's.
        if (!HubUrl.isLoopback(url)) return new Settings(url, from, ca, space, null, null);
        Path adminKey = adminKey(shell);
        return new Settings(url, from, ca, space, read(adminKey), adminKey);
    }

    /** What another run needs to find the same hub with the same key. */
    public Map<String, String> environment() {
        return Map.of(
                "SIGNALBOX_URL", url.toString(),
                "SIGNALBOX_KEY", key == null ? "" : key,
                "SIGNALBOX_CA", ca == null ? "" : ca.toString(),
                "SIGNALBOX_SPACE", space == null ? "" : space);
    }

    /** Tells hubs, and spaces of one that were named, apart: for what is kept on this machine. */
    public String place() {
        return space == null ? url.toString() : url + "#" + space;
    }

    /** Whose certificates the hub may show. Fails with {@link Failure} for a file that cannot be used. */
    HubTrust trust() {
        if (ca == null) return HubTrust.PLATFORM;
        try {
            return HubTrust.of(ca);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(e.getMessage())), "It was named by --ca or SIGNALBOX_CA.");
        }
    }

    private static @Nullable Path caFile(GlobalOptions options, Shell shell) {
        String said = shell.variable("SIGNALBOX_CA");
        Path file = options.ca == null && said != null ? Path.of(said) : options.ca;
        return file == null ? null : shell.folder().resolve(file);
    }

    /** The data folder of this machine's hub. */
    public static Path data(Shell shell) {
        String folder = shell.variable("SIGNALBOX_DATA");
        return shell.folder().resolve(folder == null ? DATA_DEFAULT : folder);
    }

    /** Where the hub of this machine keeps the first admin key. */
    static Path adminKey(Shell shell) {
        return data(shell).resolve("admin.key");
    }

    /** What the hub of the folder has noted. A file that points to another machine is none of a hub's. */
    private static @Nullable URI running(Path urlFile) {
        try {
            URI noted = HubUrl.parse(Files.readString(urlFile).strip());
            return HubUrl.isLoopback(noted) ? noted : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static URI url(String text) {
        try {
            return HubUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(e.getMessage())), "Set it with --url or SIGNALBOX_URL.");
        }
    }

    private static @Nullable String space(@Nullable String name) {
        try {
            return name == null ? null : Check.spaceName(name.strip());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    PlainWords.sentence(String.valueOf(e.getMessage())), "It was named by --space or SIGNALBOX_SPACE.");
        }
    }

    private static String printable(String key) {
        if (Check.fitsHeader(key)) return key;
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

    private static @Nullable String first(@Nullable String option, @Nullable String variable) {
        return option == null ? variable : option;
    }
}
