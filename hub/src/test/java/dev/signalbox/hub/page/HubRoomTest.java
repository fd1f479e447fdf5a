package dev.signalbox.hub.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The hub as whoever runs it sees it on the page, and what others see of that. */
class HubRoomTest extends OnThePage {
    private static final List<String> SECTIONS = List.of(
            "health",
            "doctor",
            "sizes",
            "keys",
            "sign-ins",
            "spaces",
            "backups",
            "verify",
            "rights",
            "nodes",
            "agents");
    private static final String SECRET = "document.querySelector('secret-once code').innerText";

    @Test
    void a_key_is_made_its_secret_is_shown_once_it_gets_another_and_is_revoked() {
        Tab admin = section("admin", "keys");
        admin.press("summary", "New key");
        admin.press("label", "Name");
        admin.type("not allowed!");
        admin.press("form button", "Make the key");
        admin.until("the field says why", "document.querySelector('#key-trouble')?.innerText.includes('name')");
        admin.eval("document.querySelector('#key-name').value = 'night-daemon'");
        admin.press("form button", "Make the key");
        admin.untilShown("The secret of night-daemon");
        String secret = admin.eval(SECRET).asText();
        assertThat(opens(secret)).isEqualTo(200);
        admin.press("button", "I have it");
        admin.untilGone("The secret of night-daemon");
        assertThat(admin.eval("document.documentElement.outerHTML").asText()).doesNotContain(secret);

        admin.press("[aria-label='Rotate night-daemon']", "Rotate");
        admin.eval("document.querySelector('[name=overlap]').value = '0s'");
        admin.press("button", "Make another secret");
        admin.untilShown("The secret of night-daemon");
        String other = admin.eval(SECRET).asText();
        assertThat(other).isNotEqualTo(secret);
        Eventually.until("the secret before is shut out", () -> opens(secret) == 401);
        assertThat(opens(other)).isEqualTo(200);

        admin.press("[aria-label='Revoke night-daemon']", "Revoke");
        admin.press("dialog[open] button", "Cancel");
        assertThat(opens(other)).isEqualTo(200);
        admin.press("[aria-label='Revoke night-daemon']", "Revoke");
        admin.press("dialog[open] button.primary", "Revoke");
        admin.untilShown("Revoked: night-daemon");
        Eventually.until("it is shut out", () -> opens(other) == 401);
        admin.press("label", "Also ended ones");
        admin.untilShown("revoked by admin");
        hub.newKey("made-elsewhere", "user");
        admin.untilShown("made-elsewhere");
        admin.expected("400");
    }

    private int opens(String secret) {
        return TestHub.send(HttpRequest.newBuilder(hub.url().resolve("/v1/whoami"))
                        .header("Authorization", "Bearer " + secret)
                        .build())
                .status();
    }

    @Test
    void browsers_are_listed_to_their_key_and_signed_out_from_elsewhere() {
        String secret = hub.newKey("jane", "user");
        Tab phone = stage.byKey(secret);
        Tab laptop = at(stage.byKey(secret), "sign-ins");
        laptop.until("both are listed", "document.querySelectorAll('hub-sign-ins .thing').length === 2");
        laptop.untilShown("this one");

        laptop.eval(
                "[...document.querySelectorAll('hub-sign-ins .thing')].find((each) => !each.innerText.includes('this one')).querySelector('button').click()");
        laptop.press("dialog[open] button.primary", "Sign out");

        phone.untilShown("You were signed out");
        laptop.until("one is left", "document.querySelectorAll('hub-sign-ins .thing').length === 1");
        phone.expected("401");
    }

    @Test
    void a_space_is_provisioned_taken_away_by_its_name_and_brought_back() {
        hub.post("admin", "/v1/spaces", Map.of("name", "hostile", "externalId", "<img src=x onerror=alert(1)> \u202E"))
                .expect(201);
        Tab admin = section("admin", "spaces");
        admin.untilShown("<img src=x onerror=alert(1)> \uFFFD");
        admin.press("summary", "New space");
        admin.press("label", "Name");
        admin.type("photos");
        admin.press("form button", "Make the space");
        admin.untilShown("The secret of the space photos");
        String secret = admin.eval(SECRET).asText();
        JsonNode me = TestHub.send(HttpRequest.newBuilder(hub.url().resolve("/v1/whoami"))
                        .header("Authorization", "Bearer " + secret)
                        .build())
                .expect(200)
                .json();
        assertThat(me.path("space").asText()).isEqualTo("photos");
        admin.press("button", "I have it");

        admin.press("[aria-label='Take away photos']", "Take away");
        admin.untilShown("Take photos away?");
        assertThat(admin.eval("document.querySelector('dialog[open] button.primary').disabled")
                        .asBoolean())
                .isTrue();
        admin.press("dialog[open] label", "Type");
        admin.type("photos");
        admin.key("Enter");
        admin.untilShown("nobody is let in");
        admin.press("[aria-label='Bring back photos']", "Bring back");
        admin.until("it is there again", "document.querySelector(\"[aria-label='Clone photos']\")");
    }

    @Test
    void a_backup_is_made_and_restored_for_trial_and_the_store_is_verified() {
        Tab admin = section("admin", "backups");
        admin.untilShown("There is no backup yet");
        admin.press("button", "Make one now");
        admin.untilShown("A backup was made");
        admin.untilShown("newest");
        admin.press("button", "Drill");
        admin.untilShown("A backup was restored for trial");
        admin.untilGone("never");

        at(admin, "verify");
        admin.press("button", "Look now");
        admin.untilShown("The store is what was written");
        at(admin, "doctor");
        admin.untilShown("looks found");
        admin.expected("404");
    }

    @Test
    void who_may_less_sees_less_and_no_button_that_does_something() {
        Tab viewer = section("viewer", "health");
        viewer.untilShown("Ready");
        assertThat(viewer.eval("document.querySelector('.sections').innerText.trim().split(/\\s+/).join()")
                        .asText())
                .isEqualTo("Health,Sign-ins,Rights,Agents");
        for (String each : SECTIONS) {
            at(viewer, each);
            viewer.until(
                    each + " is read",
                    "document.querySelector('.section section, .section .empty') && !document.querySelector('.ghost')");
            assertThat(viewer.eval(
                                    "[...document.querySelectorAll('main button')].map((each) => each.innerText).filter((each) => each !== 'Copy' && each !== 'Sign out').join()")
                            .asText())
                    .as(each)
                    .isEmpty();
        }
        viewer.untilShown("Hooks of coding agents");
    }

    @Test
    void every_section_is_open_to_all_and_fits_a_phone() {
        Tab admin = section("admin", "health");
        admin.size(390, 800, true);
        for (String each : SECTIONS) {
            at(admin, each);
            admin.until(
                    each + " is read",
                    "document.querySelector('.section section, .section .empty') && !document.querySelector('.ghost')");
            assertThat(admin.eval("document.documentElement.scrollWidth").asInt())
                    .as(each)
                    .isLessThanOrEqualTo(390);
            Stage.isOpenToAll(admin, each);
        }
        at(admin, "keys");
        admin.press("summary", "New key");
        Stage.isOpenToAll(admin, "form of a key");
        admin.press("[aria-label='Revoke admin']", "Revoke");
        Stage.isOpenToAll(admin, "question whether one is sure");
        admin.key("Escape");
        admin.untilGone("Revoke admin?");
        admin.expected("404");
    }

    private Tab section(String role, String name) {
        return at(stage.byLink(role), name);
    }

    private static Tab at(Tab tab, String name) {
        tab.eval("location.hash = '#/hub/" + name + "'");
        tab.until(
                name + " is open",
                "document.querySelector('.sections') && document.querySelector('.section')?.innerText");
        return tab;
    }
}
