package dev.signalbox.cli.slack;

import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The two secrets by which Slack knows an app: they come from the environment or from files, never from the command
 * line, which everybody on the machine can read.
 *
 * @param app opens sockets, {@code xapp-…}
 * @param bot posts and edits, {@code xoxb-…}
 */
record SlackTokens(String app, String bot) {
    static final String APP = "SLACK_APP_TOKEN";
    static final String BOT = "SLACK_BOT_TOKEN";

    /** Fails with {@link Failure} that names the variable and never its value. */
    static SlackTokens of(Shell shell) {
        return new SlackTokens(
                read(shell, APP, "xapp-", "Basic Information, App-Level Tokens, scope connections:write"),
                read(shell, BOT, "xoxb-", "OAuth & Permissions, Bot User OAuth Token"));
    }

    /** The one that a method of Slack's API asks for. */
    String of(String method) {
        return method.startsWith("apps.") ? app : bot;
    }

    @Override
    public String toString() {
        return "SlackTokens[xapp-…, xoxb-…]";
    }

    private static String read(Shell shell, String name, String prefix, String where) {
        String said = shell.variable(name);
        String file = shell.variable(name + "_FILE");
        String token = said != null ? said : file == null ? null : inFile(shell, name + "_FILE", file);
        if (token == null) {
            throw Failure.usage(
                    name + " is not set.",
                    "Set it, or " + name + "_FILE to a file that holds it. Where Slack shows it: api.slack.com/apps, "
                            + where + ".");
        }
        String bare = token.strip();
        if (!bare.startsWith(prefix) || !bare.matches("[\\x21-\\x7e]{10,500}")) {
            throw Failure.usage(
                    name + " is not such a token: it begins with " + prefix + ".",
                    "Where Slack shows it: api.slack.com/apps, " + where + ".");
        }
        return bare;
    }

    private static @Nullable String inFile(Shell shell, String name, String file) {
        Path path = shell.folder().resolve(file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw Failure.usage(
                    "The file of " + name + " cannot be read: " + path, "Say a file that this user may read.");
        }
    }
}
