package dev.signalbox.hub;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** {@code ForgetfulHubMain <data folder>}: a hub that acknowledges before it commits. */
public final class ForgetfulHubMain {
    private ForgetfulHubMain() {}

    public static void main(String[] arguments) throws Exception {
        run("main", arguments);
    }

    /** @param log the one that forgets */
    static void run(String log, String[] arguments) throws InterruptedException {
        HubConfig config = HubConfig.embedded(Path.of(arguments[0]), 0);
        Engine.Choice forgetful = (from, clock, onFatal, vertx) ->
                WrappedLog.engine(log, real -> new ForgetfulLog(real, vertx)).open(from, clock, onFatal, vertx);
        Hub hub = Await.result(
                Hub.start(config, Clock.systemUTC(), Throwable::printStackTrace, forgetful, UnaryOperator.identity()));
        System.out.println("Signalbox is up at http://127.0.0.1:" + hub.port() + " after a while");
        Thread.currentThread().join();
    }
}
