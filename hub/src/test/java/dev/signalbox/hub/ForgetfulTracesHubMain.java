package dev.signalbox.hub;

/** {@code ForgetfulTracesHubMain <data folder>}: a hub that acknowledges what it heard of traces before it commits. */
public final class ForgetfulTracesHubMain {
    private ForgetfulTracesHubMain() {}

    public static void main(String[] arguments) throws Exception {
        ForgetfulHubMain.run("traces", arguments);
    }
}
