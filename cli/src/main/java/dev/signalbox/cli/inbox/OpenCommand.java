package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox open}. */
@Command(
        name = "open",
        description = "Open the page of the hub in your browser, signed in with your key.",
        footer = {
            "%nExamples:",
            "  signalbox open",
            "  signalbox open --print               the link alone, for a browser elsewhere",
            "%nThe link signs one browser in, once, within 60 seconds. Who is signed in:",
            "signalbox keys sign-ins."
        })
final class OpenCommand implements Subcommand {
    @Option(names = "--print", description = "Only print the link. Else it is opened, too, where there is a screen.")
    private boolean print;

    @Override
    public void run(CommandRun run) {
        String ticket = run.await(run.hub().pageTicket());
        String url = run.settings().url().toString();
        String link = (url.endsWith("/") ? url : url + "/") + "#/in/" + ticket;
        run.output().one(Json.object().put("url", link), link, link);
        boolean opened = !print
                && opener(run.shell()).filter(opener -> begins(opener, link)).isPresent();
        run.output()
                .note((opened ? "Opening it. " : "Open it in a browser. ") + "It signs one browser in, once, within "
                        + Limits.TICKET_LIFE.toSeconds() + " seconds.");
    }

    /** What opens a link here; empty where nobody would see it. */
    private static Optional<String> opener(Shell shell) {
        if (!shell.interactive()) return Optional.empty();
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")) return Optional.of("open");
        boolean screen = shell.variable("DISPLAY") != null || shell.variable("WAYLAND_DISPLAY") != null;
        return screen ? Optional.of("xdg-open") : Optional.empty();
    }

    private static boolean begins(String opener, String link) {
        try {
            new ProcessBuilder(opener, link)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException absent) {
            return false;
        }
    }
}
