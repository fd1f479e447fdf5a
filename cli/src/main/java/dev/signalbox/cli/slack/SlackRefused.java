package dev.signalbox.cli.slack;

import java.util.Set;

/** Slack heard a call and said no; the same call would be refused again. */
final class SlackRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final Set<String> OF_THE_TOKEN = Set.of(
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "not_allowed_token_type",
            "app_uninstalled",
            "team_access_not_granted",
            "org_login_required",
            "missing_scope");
    private static final Set<String> OF_THE_CHANNEL = Set.of(
            "channel_not_found", "not_in_channel", "is_archived", "is_inactive", "restricted_action", "no_permission");
    private static final Set<String> OF_THE_MESSAGE = Set.of(
            "message_not_found", "cant_update_message", "edit_window_closed", "cant_delete_message", "is_deleted");

    private final String error;

    SlackRefused(String method, String error, String needed) {
        super("Slack refused " + method + ": " + error + (needed.isEmpty() ? "" : " (needed: " + needed + ")"));
        this.error = error;
    }

    /** Slack's word for it. */
    String error() {
        return error;
    }

    /** Nothing works until somebody gives the app another token or right. */
    boolean isOfTheToken() {
        return OF_THE_TOKEN.contains(error);
    }

    /** Nothing can be posted there until somebody changes the channel. */
    boolean isOfTheChannel() {
        return OF_THE_CHANNEL.contains(error);
    }

    /** The message is not there any more, or nobody may change it. */
    boolean isOfTheMessage() {
        return OF_THE_MESSAGE.contains(error);
    }
}
