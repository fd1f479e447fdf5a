package dev.signalbox.hub.page;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /page/api}: how to begin, with the address under which it is read, and every operation of the API
 * with its summary, as {@code openapi.yaml} has them. Immutable.
 */
final class ApiPage {
    private static final Pattern PATH = Pattern.compile("^  (/\\S*):$");
    private static final Pattern METHOD = Pattern.compile("^    (get|post|put|patch|delete):$");
    private static final Pattern TAG = Pattern.compile("^      tags: \\[(\\w+)]$");
    private static final Pattern SUMMARY = Pattern.compile("^      summary: (.*)$");

    private final String template;

    /**
     * @param html with places for the address and the operations
     * @param openApi the description of the API
     */
    ApiPage(String html, String openApi) {
        this.template = html.replace("{{operations}}", operations(openApi));
    }

    /** For a reader who came by this address. */
    byte[] at(String origin) {
        return template.replace("{{origin}}", escaped(origin)).getBytes(StandardCharsets.UTF_8);
    }

    /** One table a tag, in the order of the description. */
    private static String operations(String openApi) {
        Map<String, StringBuilder> tables = new LinkedHashMap<>();
        String path = "";
        String method = "";
        String tag = "";
        for (String line : openApi.lines().toList()) {
            if (line.equals("components:")) break;
            path = found(PATH, line, path);
            method = found(METHOD, line, method);
            tag = found(TAG, line, tag);
            String summary = found(SUMMARY, line, "");
            if (summary.isEmpty() || method.isEmpty()) continue;
            tables.computeIfAbsent(tag, first -> new StringBuilder()).append(row(method, path, summary));
        }
        StringBuilder all = new StringBuilder();
        tables.forEach((name, rows) -> all.append("<details><summary>")
                .append(escaped(name))
                .append("</summary>\n<table>\n")
                .append(rows)
                .append("</table></details>\n"));
        return all.toString();
    }

    private static String row(String method, String path, String summary) {
        String words = summary.replaceAll("^\"|\"$", "");
        return "<tr><td><code>" + method.toUpperCase(Locale.ROOT) + " " + escaped(path) + "</code></td><td>"
                + escaped(words) + "</td></tr>\n";
    }

    private static String found(Pattern pattern, String line, String otherwise) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? matcher.group(1) : otherwise;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
