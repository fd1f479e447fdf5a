package dev.signalbox.hub.operator;

import dev.signalbox.hub.http.SecurityHeaders;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What people read: the page at {@code /}, and the API's own description. */
public final class PageRoutes implements Routes {
    private final byte[] page = resource("/page.html");
    private final byte[] openApi = resource("/openapi.yaml");
    private final String pagePolicy = "default-src 'none'; style-src 'sha256-" + styleHash(page)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void declare(RouteTable doors) {
        doors.open("/", request -> Future.succeededFuture(page()));
        doors.open("/openapi.yaml", request -> Future.succeededFuture(Answer.text("application/yaml", openApi)));
    }

    private Answer page() {
        return Answer.text("text/html; charset=utf-8", page).header(SecurityHeaders.CSP, pagePolicy);
    }

    /** The page's one style block is allowed by its hash; nothing else is. */
    private static String styleHash(byte[] html) {
        String text = new String(html, StandardCharsets.UTF_8);
        String style = text.substring(text.indexOf("<style>") + "<style>".length(), text.indexOf("</style>"));
        return Base64.getEncoder().encodeToString(Ids.sha256(style.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] resource(String name) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the build lacks " + name);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
