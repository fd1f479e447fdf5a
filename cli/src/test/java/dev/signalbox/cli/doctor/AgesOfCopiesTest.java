package dev.signalbox.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.doctor.Sight;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Diagnosis.State;
import dev.signalbox.wire.resource.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a backup, a drill and a verify are too old, or missed. */
class AgesOfCopiesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));

    @Test
    void a_backup_is_missed_when_the_data_is_a_day_old_unless_the_server_has_its_own() {
        assertThat(backup(Json.object(), null, false)).isEqualTo(State.OK);
        assertThat(backup(Json.object(), NOW.minusSeconds(3_600), false)).isEqualTo(State.OK);
        assertThat(backup(Json.object(), LONG_AGO, false)).isEqualTo(State.WARN);
        assertThat(backup(Json.object(), LONG_AGO, true)).isEqualTo(State.OK);
    }

    @Test
    void backups_that_fail_or_are_old_and_drills_that_are_old_are_told() {
        ObjectNode good = Json.object().put("goodAt", NOW.minusSeconds(60).toString());
        assertThat(backup(good, LONG_AGO, false)).isEqualTo(State.OK);
        assertThat(backup(good.deepCopy().put("drilledAt", LONG_AGO.toString()), LONG_AGO, false))
                .isEqualTo(State.WARN);
        assertThat(backup(good.deepCopy().put("trouble", "the bucket is gone"), LONG_AGO, true))
                .isEqualTo(State.FAIL);
        assertThat(backup(Json.object().put("goodAt", LONG_AGO.toString()), LONG_AGO, false))
                .isEqualTo(State.WARN);
    }

    @Test
    void a_verify_that_found_something_fails_and_an_old_one_is_told() {
        assertThat(worst(new VerifyAge(null, NOW).look())).isEqualTo(State.OK);
        assertThat(verify(Verification.CLEAN, NOW.minusSeconds(60))).isEqualTo(State.OK);
        assertThat(verify(Verification.RUNNING, null)).isEqualTo(State.OK);
        assertThat(verify(Verification.CLEAN, LONG_AGO)).isEqualTo(State.WARN);
        assertThat(verify(Verification.FAILED, NOW)).isEqualTo(State.WARN);
        assertThat(verify(Verification.DAMAGED, NOW)).isEqualTo(State.FAIL);
    }

    private static State backup(ObjectNode state, Instant first, boolean serverKeeps) {
        return worst(new BackupAge(state, first, serverKeeps, NOW).look());
    }

    private static State verify(String state, Instant end) {
        return worst(new VerifyAge(
                        new Verification(state, LONG_AGO, end, null, List.of(), List.of(), 2, "the disk is away"), NOW)
                .look());
    }

    private static State worst(Sight sight) {
        State worst = State.OK;
        for (var each : sight.findings()) {
            worst = worst.or(each.severity());
            assertThat(each.next()).contains("signalbox ");
        }
        return worst;
    }
}
