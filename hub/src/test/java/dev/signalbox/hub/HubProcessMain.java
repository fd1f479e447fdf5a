package dev.signalbox.hub;

import java.nio.file.Path;

/** {@code HubProcessMain <data folder>}: the hub as a process, as the command line starts it, on a free port. */
public final class HubProcessMain {
    private HubProcessMain() {}

    public static void main(String[] arguments) {
        LogFormat.install();
        HubConfig config = HubConfig.embedded(Path.of(arguments[0]), 0);
        String databaseUrl = System.getenv("DATABASE_URL");
        HubVoice voice = HubVoice.toPeople(System.out, System.err);
        System.exit(HubMain.run(databaseUrl == null ? config : config.onPostgres(databaseUrl), voice));
    }
}
