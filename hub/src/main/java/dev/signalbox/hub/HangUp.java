package dev.signalbox.hub;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a server to read its file again. The platform has it in {@code sun.misc.Signal} of
 * {@code jdk.unsupported} only, which the compiler warns of whatever one says; so it is looked up by name, and a JVM
 * without it goes without.
 */
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Calls the task at each SIGHUP from now on, on a thread of the JVM. */
    static void then(Runnable task) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "hang up";
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
            handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), listening);
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            LOG.info("this platform has no SIGHUP; signalbox config apply does the same");
        }
    }
}
