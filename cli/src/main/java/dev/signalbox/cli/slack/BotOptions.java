package dev.signalbox.cli.slack;

import java.net.URI;

/**
 * What whoever runs the bot decides.
 *
 * @param api Slack's Web API, with a slash at its end
 * @param channel where cards are posted
 * @param minPriority of notifications that are posted, 1 to 5; 6 for none
 */
record BotOptions(URI api, SlackTokens tokens, String channel, int minPriority, People people, SocketPace pace) {}
