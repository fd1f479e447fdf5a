package dev.signalbox.hub;

import java.io.PrintStream;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way in which a hub as a process says that it is up, or why it is not: to people, or to what reads its log. */
public interface HubVoice {
    /**
     * It can serve.
     *
     * @param open whether it speaks clear text to more than loopback
     */
    void up(String url, long millis, String store, Path adminKey, boolean open);

    /** It could not start. */
    void failed(String reason);

    /**
     * Lines for people.
     *
     * @param out gets where it is; the first begins with {@code Signalbox is up}
     * @param err gets the reason when it could not start
     */
    static HubVoice toPeople(PrintStream out, PrintStream err) {
        return new ToPeople(out, err);
    }

    /** Records of the log, so that nothing else stands on the outputs of the process. */
    static HubVoice toLog() {
        return new ToLog();
    }

    /** {@link #toPeople}. */
    record ToPeople(PrintStream out, PrintStream err) implements HubVoice {
        @Override
        public void up(String url, long millis, String store, Path adminKey, boolean open) {
            out.println("Signalbox is up at " + url + " after " + millis + " ms");
            out.println("  store      " + store);
            out.println("  admin key  " + adminKey);
            if (open) {
                out.println(
                        "  open       in clear text to every network that reaches this address. In a container: publish the port");
                out.println(
                        "             on loopback (-p 127.0.0.1:7433:7433); else put a proxy that speaks TLS in front");
            }
            out.println("  stop with  Ctrl-C");
            out.flush();
        }

        @Override
        public void failed(String reason) {
            err.println("signalbox hub: " + reason);
        }
    }

    /** {@link #toLog}. */
    record ToLog() implements HubVoice {
        private static final Logger LOG = LoggerFactory.getLogger(HubVoice.class);

        @Override
        public void up(String url, long millis, String store, Path adminKey, boolean open) {
            LOG.info("Signalbox is up at {} after {} ms; store: {}; admin key: {}", url, millis, store, adminKey);
            if (open) {
                LOG.warn(
                        "the hub speaks clear text to every network that reaches its address: in a container publish the"
                                + " port on loopback (-p 127.0.0.1:7433:7433); else put a proxy that speaks TLS in front");
            }
        }

        @Override
        public void failed(String reason) {
            LOG.error("the hub does not start: {}", reason);
        }
    }
}
