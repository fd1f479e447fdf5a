package dev.signalbox.hub;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signals of a server: SIGHUP, which asks it to read its file again, and SIGTERM, after which it has stopped as it
 * was told and ends with 0. The platform has them in {@code sun.misc.Signal} of {@code jdk.unsupported} only, which the
 * compiler warns of whatever one says; so it is looked up by name, and a JVM without it goes without.
 */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Calls the task at each SIGHUP from now on, on a thread of the JVM. */
    static void onHangUp(Runnable task) {
        if (!on("HUP", task)) LOG.info("this platform has no SIGHUP; signalbox config apply does the same");
    }

    /** Calls the task at each SIGTERM from now on; what the JVM does itself, ending with 143, is left out then. */
    static void onTerminate(Runnable task) {
        if (!on("TERM", task)) LOG.debug("this platform has no SIGTERM");
    }

    private static boolean on(String name, Runnable task) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "listener of SIG" + name;
            default -> {
                task.run();
                yield null;
            }
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> listener = Class.forName("sun.misc.SignalHandler");
            Object listening = Proxy.newProxyInstance(listener.getClassLoader(), new Class<?>[] {listener}, handler);
            Method handle = signal.getMethod("handle", signal, listener);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), listening);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            return false;
        }
    }
}
