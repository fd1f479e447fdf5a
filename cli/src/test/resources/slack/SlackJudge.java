import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.Message;
import com.slack.api.model.block.ActionsBlock;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.socket_mode.SocketModeClient;
import com.slack.api.socket_mode.response.AckResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Slack's own library for Java against the stand-in: every call that the bot makes, a socket, its refresh. */
public final class SlackJudge {
    public static void main(String[] given) throws Exception {
        String url = given[0];
        String app = given[1];
        String bot = given[2];
        String channel = given[3];
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(url);
        config.setPrettyResponseLoggingEnabled(false);
        Slack slack = Slack.getInstance(config);
        MethodsClient methods = slack.methods(bot);
        String user = methods.authTest(call -> call).getUser();

        String blocks = "[{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"*Java?*\"}}]";
        var metadata = new Message.Metadata("judged", java.util.Map.of("by", "java"));
        var posted = methods.chatPostMessage(call -> call.channel(channel)
                .text("Java?")
                .blocksAsString(blocks)
                .metadata(metadata));
        boolean updated = methods.chatUpdate(
                        call -> call.channel(channel).ts(posted.getTs()).text("Java!"))
                .isOk();
        var history = methods.conversationsHistory(
                call -> call.channel(channel).includeAllMetadata(true).limit(100));
        boolean found = history.getMessages().stream()
                .anyMatch(each -> each.getMetadata() != null
                        && each.getMetadata().getEventType().equals("judged")
                        && each.getText().equals("Java!"));
        long buttons = 0;
        for (Message each : history.getMessages()) {
            if (each.getBlocks() == null) continue;
            for (LayoutBlock block : each.getBlocks()) {
                if (block instanceof ActionsBlock) buttons += ((ActionsBlock) block).getElements().size();
            }
        }
        boolean told = methods.chatPostEphemeral(
                        call -> call.channel(channel).user("UJAVA").text("psst"))
                .isOk();
        String tooLong = methods.chatPostMessage(call -> call.channel(channel)
                        .text("x")
                        .blocksAsString(blocks.replace("*Java?*", "x".repeat(3001))))
                .getError();
        String limited = "none";
        try {
            methods.chatDelete(call -> call.channel(channel).ts(posted.getTs()));
        } catch (SlackApiException e) {
            limited = e.getResponse().code() + "/" + e.getResponse().header("Retry-After");
        }
        boolean deleted = methods.chatDelete(call -> call.channel(channel).ts(posted.getTs()))
                .isOk();
        String refused = slack.methods("xoxb-wrong").authTest(call -> call).getError();

        CountDownLatch envelopes = new CountDownLatch(2);
        boolean heard;
        try (SocketModeClient socket = slack.socketMode(app, SocketModeClient.Backend.JavaWebSocket)) {
            socket.addInteractiveEnvelopeListener(envelope -> {
                socket.sendSocketModeResponse(new AckResponse(envelope.getEnvelopeId()));
                envelopes.countDown();
            });
            socket.connect();
            System.out.println("connected");
            heard = envelopes.await(120, TimeUnit.SECONDS);
        }
        System.out.println("{\"user\":\"" + user + "\",\"updated\":" + updated + ",\"found\":" + found + ",\"buttons\":" + (buttons > 0)
                + ",\"told\":" + told + ",\"tooLong\":\"" + tooLong + "\",\"limited\":\"" + limited + "\",\"deleted\":" + deleted
                + ",\"refused\":\"" + refused + "\",\"heard\":" + heard + "}");
        System.exit(0);
    }
}
