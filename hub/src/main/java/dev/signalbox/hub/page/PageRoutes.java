package dev.signalbox.hub.page;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.SecurityHeaders;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What people open: the page at {@code /} with its files, its icon, and the API's own description. */
final class PageRoutes implements Routes {
    /**
     * Only files of this hub run and are shown, nothing that stands within a page, and no text becomes a script:
     * whatever others wrote stays text.
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; require-trusted-types-for 'script'; trusted-types lit-html;"
            + " manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The same in every space: all of it is of the build. */
    static final PageRoutes OF_THE_BUILD = new PageRoutes();

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}\\.[a-z]{1,20}");

    /** As many as there are in the jar. */
    private final Map<String, PageFile> files = new ConcurrentHashMap<>();

    private final PageFile index = Objects.requireNonNull(PageFile.named("index.html"), "the build lacks the page");
    private final PageFile icon = Objects.requireNonNull(PageFile.named("icon.svg"), "the build lacks the icon");
    private final byte[] html = resource("/api-page.html");
    private final byte[] openApi = resource("/openapi.yaml");
    private final ApiPage api =
            new ApiPage(new String(html, StandardCharsets.UTF_8), new String(openApi, StandardCharsets.UTF_8));
    private final String apiPolicy = "default-src 'none'; img-src 'self'; style-src 'sha256-" + styleHash(html)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private PageRoutes() {}

    @Override
    public void declare(RouteTable doors) {
        doors.open("/", request -> Future.succeededFuture(index.answer(request).header(SecurityHeaders.CSP, POLICY)));
        doors.open("/page/api", request -> Future.succeededFuture(api(request)));
        doors.open("/page/{file}", request -> Future.succeededFuture(file(request)));
        doors.open("/favicon.ico", request -> Future.succeededFuture(icon.answer(request)));
        doors.open("/openapi.yaml", request -> Future.succeededFuture(Answer.text("application/yaml", openApi)));
    }

    private Answer api(Request request) {
        return Answer.text("text/html; charset=utf-8", api.at(request.origin())).header(SecurityHeaders.CSP, apiPolicy);
    }

    private Answer file(Request request) {
        String name = request.path("file");
        PageFile file = NAME.matcher(name).matches() ? files.computeIfAbsent(name, PageFile::named) : null;
        if (file == null) throw new Refused(ProblemCode.NOT_FOUND, "the page has no such file; open /");
        return file.answer(request);
    }

    /** The one style block of the API's page is allowed by its hash; nothing else is. */
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
