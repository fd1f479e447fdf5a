package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;

/**
 * The names under which a hub may be spoken to. One that listens on loopback is spoken to as this machine: a page of a
 * foreign site whose name was made to resolve here (DNS rebinding) gives that name.
 *
 * @param checked whether names are looked at; not behind a proxy, nor on an address of the network
 * @param more names beside those of loopback, in lower case
 */
public record OwnNames(boolean checked, List<String> more) {
    public OwnNames {
        more = more.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** Fails with {@link Refused}, {@code forbidden}, for a request to another name. */
    public void refuseOthers(HttpServerRequest http) {
        if (!checked || http.authority() == null) return;
        String host = http.authority().host();
        if (ClientAddress.isLoopbackName(host) || more.contains(host.toLowerCase(Locale.ROOT))) return;
        String shown = host.length() <= 100 ? host : host.substring(0, 100) + "…";
        throw new Refused(
                ProblemCode.FORBIDDEN,
                "this hub listens on loopback, and the header Host names \"" + shown
                        + "\"; speak to localhost or 127.0.0.1, or start it with --allow-host NAME");
    }
}
