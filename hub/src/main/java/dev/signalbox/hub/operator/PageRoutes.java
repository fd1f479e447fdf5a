package dev.signalbox.hub.operator;

import dev.signalbox.hub.http.SecurityHeaders;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Ids;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What people read: the page at {@code /} with its icon, and the API's own description. */
public final class PageRoutes implements Routes {
    private static final byte[] ICON = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1c2430"/>\
            <circle cx="16" cy="10" r="5" fill="#d9422a"/><circle cx="16" cy="22" r="5" fill="#3fae5a"/></svg>
            """.getBytes(StandardCharsets.UTF_8);

    private final byte[] html = resource("/page.html");
    private final byte[] openApi = resource("/openapi.yaml");
    private final StartPage page =
            new StartPage(new String(html, StandardCharsets.UTF_8), new String(openApi, StandardCharsets.UTF_8));
    private final String pagePolicy = "default-src 'none'; img-src 'self'; style-src 'sha256-" + styleHash(html)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Override
    public void declare(RouteTable doors) {
        doors.open("/", request -> Future.succeededFuture(page(request)));
        doors.open("/favicon.ico", request -> Future.succeededFuture(Answer.text("image/svg+xml", ICON)));
        doors.open("/openapi.yaml", request -> Future.succeededFuture(Answer.text("application/yaml", openApi)));
    }

    private Answer page(Request request) {
        return Answer.text("text/html; charset=utf-8", page.at(request.origin()))
                .header(SecurityHeaders.CSP, pagePolicy);
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
