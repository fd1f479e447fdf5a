package dev.signalbox.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.cli.run.Settings;
import dev.signalbox.client.http.Health;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.Diagnosis;
import dev.signalbox.wire.resource.Diagnosis.Checked;
import dev.signalbox.wire.resource.Diagnosis.Finding;
import dev.signalbox.wire.resource.Diagnosis.State;
import dev.signalbox.wire.resource.Verification;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running hub says, and what is seen of it from here.
 *
 * @param answered whether a hub was there
 */
record AskedHub(Report report, boolean answered) {
    private static final String LOOKS_AT = "Whether the hub answers, and lets an admin look.";

    static AskedHub ask(CommandRun run) {
        Report report = new Report();
        URI url = run.settings().url();
        report.subject("hub", url.toString());
        Instant before = run.now();
        try {
            Diagnosis found = run.await(run.hub().operator().diagnosis());
            report.subject("version", found.version());
            report.subject("store", found.store());
            found.checks().forEach(report::add);
            report.add(new ClockHere(before, found.at(), run.now()).checked());
            report.add(backups(run, found).checked());
            report.add(new VerifyAge(verification(run), run.now()).checked());
            if ("https".equals(url.getScheme()))
                report.add(new CertificateEnd(url, run.shell().clock()).checked());
            return new AskedHub(report, true);
        } catch (HubRefused refused) {
            if (!refused.is(ProblemCode.PROJECTION_LAGGING)) throw refused;
            report.add(notReady(run, refused));
            return new AskedHub(report, true);
        } catch (HubUnreachable away) {
            report.add(unreachable(away, run.settings()));
            return new AskedHub(report, false);
        }
    }

    private static BackupAge backups(CommandRun run, Diagnosis found) {
        JsonNode state = run.await(run.hub().operator().backupState());
        List<Event> first = run.await(run.hub().events(Map.of("limit", "1"))).events();
        return new BackupAge(
                state,
                first.isEmpty() ? null : first.get(0).recordedtime(),
                found.store().startsWith("postgresql"),
                run.now());
    }

    private static @Nullable Verification verification(CommandRun run) {
        try {
            return run.await(run.hub().operator().verification());
        } catch (HubRefused never) {
            if (never.is(ProblemCode.NOT_FOUND)) return null;
            throw never;
        }
    }

    /** It is at its start, where only health answers. */
    private static Checked notReady(CommandRun run, HubRefused refused) {
        Health health = run.await(run.hub().operator().ready());
        JsonNode trouble = health.report().path("trouble");
        String why = trouble.isTextual() ? trouble.asText() : Refusals.inWords(refused.problem());
        return wrong(
                "the hub is not ready, and looks at nothing before it is: " + why,
                "signalbox status shows how far each table is; when one does not move, mend what it names");
    }

    private static Checked unreachable(HubUnreachable away, Settings settings) {
        Path noted = settings.urlFile();
        String from =
                noted == null ? "" : "; the address is from " + noted + ", which a hub that was killed leaves behind";
        return wrong(
                "the hub cannot be reached: " + away.getMessage() + from,
                "start it: signalbox hub (its last words are in its log: journalctl -u signalbox), or say where it is:"
                        + " --url");
    }

    private static Checked wrong(String what, String next) {
        return new Checked("hub", LOOKS_AT, State.FAIL, "does not serve", List.of(new Finding(State.FAIL, what, next)));
    }
}
