package dev.signalbox.cli.operator;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.client.store.NativeLibrary;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.HubMain;
import dev.signalbox.hub.HubVoice;
import dev.signalbox.hub.LogFormat;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.matrix.MatrixFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code signalbox hub}. */
@Command(
        name = "hub",
        description = "Serve: run the hub in this process until Ctrl-C or SIGTERM.",
        footer = {
            "%nExamples:",
            "  signalbox hub                         SQLite in ./signalbox-data, on loopback",
            "  signalbox hub --data /var/lib/signalbox --port 8080",
            "  DATABASE_URL=postgres://user:pw@host/db?sslmode=require signalbox hub",
            "%nSIGNALBOX_INIT_KEYS names a file of keys that open from the start, one a line:",
            "name:role:secret. docs/containers.md shows what it is for.",
            "%nThe first start writes an admin key to <data>/admin.key, each start where it",
            "listens to <data>/hub.url: commands in the same folder find both.",
            "DATABASE_URL alone chooses the store. The same command on more machines with",
            "one PostgreSQL makes more nodes.",
            "%nExit code 1: could not start; 70: the store can no longer be trusted."
        })
public final class HubCommand implements Subcommand {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the hub keeps what is its own. Default: SIGNALBOX_DATA, else ./signalbox-data.")
    private @Nullable Path data;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "The address to listen on. Default: SIGNALBOX_HOST, else 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "The port; 0 takes a free one. Default: 7433.")
    private @Nullable Integer port;

    @Option(
            names = "--behind-proxy",
            description =
                    "A proxy in front speaks TLS, so any address may be listened on. Default: SIGNALBOX_BEHIND_PROXY.")
    private boolean behindProxy;

    @Option(
            names = "--trusted-proxy",
            paramLabel = "ADDRESS",
            split = ",",
            description = "A proxy whose X-Forwarded-For counts, or a range: 10.0.0.0/8. May be given again.")
    private List<String> trustedProxies = List.of();

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            split = ",",
            description = "A name in the header Host that a hub on loopback answers to, beside localhost.")
    private List<String> allowedHosts = List.of();

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "The certificate chain, to speak TLS itself.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "The certificate's key.")
    private @Nullable Path tlsKey;

    @Option(
            names = {"--config", "--settings"},
            paramLabel = "FILE",
            description =
                    "Roles, tables and rate limits; read again on SIGHUP. Default: ./signalbox.yaml, or the one in the"
                            + " data folder, when there is one.")
    private @Nullable Path settings;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "From which level on the log has lines: error, warning, info, debug. Default: info.")
    private LogLevel logLevel = LogLevel.info;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text, or json: one object a line, stack traces in it, and nothing else. Default: text.")
    private LogForm logForm = LogForm.text;

    @Override
    public void run(CommandRun run) {
        Shell shell = run.shell();
        LogFormat.install(logLevel.level(), logForm == LogForm.json);
        if (logForm == LogForm.text) {
            serve(run, config(shell), HubVoice.toPeople(shell.out(), shell.err()));
            return;
        }
        HubVoice voice = HubVoice.toLog();
        try {
            serve(run, config(shell), voice);
        } catch (Failure failure) {
            voice.failed(failure.inOneLine());
            run.endsWith(failure.exitCode());
        }
    }

    private static void serve(CommandRun run, HubConfig config, HubVoice voice) {
        NativeLibrary.prepare(config.data());
        run.endsWith(HubMain.run(config, voice));
    }

    private enum LogLevel {
        error,
        warning,
        info,
        debug;

        Level level() {
            return switch (this) {
                case error -> Level.SEVERE;
                case warning -> Level.WARNING;
                case info -> Level.INFO;
                case debug -> Level.FINE;
            };
        }
    }

    private enum LogForm {
        text,
        json
    }

    /** It is the hub, and what it says is its log. */
    @Override
    public List<String> without() {
        return GlobalOptions.ALL;
    }

    private HubConfig config(Shell shell) {
        Path folder = data == null ? Settings.data(shell) : shell.folder().resolve(data);
        try {
            return new HubConfig(
                    folder,
                    DatabaseUrl.ofEnvironment(shell::variable, shell.folder()),
                    host(shell),
                    port == null ? HubConfig.DEFAULT_PORT : port,
                    behindProxy || "true".equals(shell.variable("SIGNALBOX_BEHIND_PROXY")),
                    resolved(tlsCertificate, shell),
                    resolved(tlsKey, shell),
                    settings(folder, shell),
                    trustedProxies,
                    allowedHosts,
                    initKeys(shell));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), "See: signalbox hub --help");
        }
    }

    private String host(Shell shell) {
        String given = host == null ? shell.variable("SIGNALBOX_HOST") : host;
        return given == null ? HubConfig.DEFAULT_HOST : given;
    }

    private static @Nullable Path initKeys(Shell shell) {
        String file = shell.variable("SIGNALBOX_INIT_KEYS");
        return file == null ? null : shell.folder().resolve(file);
    }

    private @Nullable Path settings(Path folder, Shell shell) {
        if (settings != null) return resolved(settings, shell);
        Path here = shell.folder().resolve(MatrixFile.NAME);
        Path beside = folder.resolve(MatrixFile.NAME);
        if (!Files.exists(here)) return Files.exists(beside) ? beside : null;
        if (!Files.exists(beside) || here.normalize().equals(beside.normalize())) return here;
        throw Failure.usage(
                "There are two files: " + here + " and " + beside + ".", "Say which one counts: --config FILE");
    }

    private static @Nullable Path resolved(@Nullable Path path, Shell shell) {
        return path == null ? null : shell.folder().resolve(path);
    }
}
