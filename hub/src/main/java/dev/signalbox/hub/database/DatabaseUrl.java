package dev.signalbox.hub.database;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL is and how to get in, as {@code DATABASE_URL} says it in the form that all PostgreSQL programs know:
 * {@code postgres://user:password@host:5432/database?sslmode=require&pool_max_conns=20}. Parts may be percent-encoded;
 * an IPv6 address stands in brackets. What is missing is as libpq has it: the user of this process, a database named
 * like the user, port 5432, {@code sslmode=prefer}. Never shows the password.
 *
 * @param password null when the server asks for none
 * @param rootCertificate PEM file of the authorities to trust with {@code verify-ca} and {@code verify-full}; null for
 *     those of Java
 * @param poolMaxConns connections of one pool
 */
public record DatabaseUrl(
        String host,
        int port,
        String database,
        String user,
        @Nullable String password,
        TlsMode tlsMode,
        @Nullable String rootCertificate,
        int poolMaxConns) {
    /** The parameters that it may have. */
    public static final List<String> PARAMETERS = List.of("sslmode", "sslrootcert", "pool_max_conns");

    static final int POOL_MAX_CONNS_DEFAULT = 10;
    private static final int POOL_MAX_CONNS_LIMIT = 1_000;
    private static final int PORT_DEFAULT = 5432;
    private static final Pattern FORM = Pattern.compile("postgres(?:ql)?://([^/?#]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\],]+)(?::(\\d{1,5}))?");

    /** The {@code sslmode} of libpq. */
    public enum TlsMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** As the URL writes it: {@code verify-full}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether TLS is spoken, at least where the server can. */
        boolean asksForTls() {
            return this != DISABLE && this != ALLOW;
        }

        /** Whether the server must show a certificate that somebody trusted has signed. */
        boolean verifies() {
            return this == VERIFY_CA || this == VERIFY_FULL;
        }
    }

    /** Where the database is, for people: {@code host:port/database}. */
    public String where() {
        return host + ":" + port + "/" + database;
    }

    /** The same with at most so many connections in a pool. */
    public DatabaseUrl withPool(int max) {
        return new DatabaseUrl(
                host, port, database, user, password, tlsMode, rootCertificate, Math.min(max, poolMaxConns));
    }

    /** Whether a text is meant for one, and not for a folder; {@link #parse} tells what is wrong with it. */
    public static boolean isOne(String text) {
        return text.startsWith("postgres:") || text.startsWith("postgresql:");
    }

    /**
     * Reads a URL. Fails with {@link IllegalArgumentException} that names the wrong part, and never its value when that
     * may be secret.
     */
    public static DatabaseUrl parse(String url) {
        Matcher form = FORM.matcher(url.strip());
        if (!form.matches()) {
            throw wrong(
                    "write postgres://user:password@host:5432/database?sslmode=require; special characters in user and"
                            + " password must be percent-encoded");
        }
        String authority = form.group(1);
        int at = authority.lastIndexOf('@');
        String login = at < 0 ? "" : authority.substring(0, at);
        int colon = login.indexOf(':');
        String user = decode("user", colon < 0 ? login : login.substring(0, colon));
        if (user.isEmpty()) user = System.getProperty("user.name", "postgres");
        String password = colon < 0 ? null : decode("password", login.substring(colon + 1));
        Matcher host = HOST.matcher(authority.substring(at + 1));
        if (!host.matches()) {
            throw wrong(
                    "the host is missing or wrong; write host or host:port, an IPv6 address in brackets, and percent-encode"
                            + " @, / and : in user and password");
        }
        String database = decode("database", Objects.requireNonNullElse(form.group(2), ""));
        Parameters parameters = Parameters.parse(Objects.requireNonNullElse(form.group(3), ""));
        return new DatabaseUrl(
                unbracketed(decode("host", host.group(1))),
                host.group(2) == null ? PORT_DEFAULT : number("port", host.group(2), 65_535),
                database.isEmpty() ? user : database,
                user,
                password,
                parameters.tlsMode,
                parameters.rootCertificate,
                parameters.poolMaxConns);
    }

    /**
     * The URL with the password of the file that {@code DATABASE_PASSWORD_FILE} names: its text without a line break at
     * its end. Fails with {@link IllegalArgumentException} when the file cannot be read or is empty, or when the URL
     * names no user or has a password of its own.
     */
    public static String withPassword(String url, Path file) {
        if (parse(url).password() != null) {
            throw wrong("it has a password, and DATABASE_PASSWORD_FILE gives another; leave one of them out");
        }
        Matcher form = FORM.matcher(url.strip());
        int user = form.matches() ? form.group(1).lastIndexOf('@') : -1;
        if (user < 0) {
            throw wrong(
                    "name the user whose password DATABASE_PASSWORD_FILE gives: postgres://user@host:5432/database");
        }
        String password;
        try {
            password = Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "DATABASE_PASSWORD_FILE is " + file + ", which cannot be read (" + e + ")", e);
        }
        if (password.isEmpty())
            throw new IllegalArgumentException("DATABASE_PASSWORD_FILE is " + file + ", which is empty");
        String encoded = URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20");
        return new StringBuilder(url.strip())
                .insert(form.start(1) + user, ":" + encoded)
                .toString();
    }

    /**
     * What the environment says: {@code DATABASE_URL}, with the password of {@code DATABASE_PASSWORD_FILE} when that is
     * set; null when it names no database. Fails like {@link #withPassword}.
     *
     * @param variable the value of a variable, null when it is not set
     * @param folder relative paths start here
     */
    public static @Nullable String ofEnvironment(Function<String, @Nullable String> variable, Path folder) {
        String url = variable.apply("DATABASE_URL");
        String file = variable.apply("DATABASE_PASSWORD_FILE");
        return url == null || file == null ? url : withPassword(url, folder.resolve(file));
    }

    /** The URL without its secret: for logs and messages. */
    @Override
    public String toString() {
        String shownHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "postgres://" + user + "@" + shownHost + ":" + port + "/" + database + "?sslmode=" + tlsMode.text();
    }

    private static final class Parameters {
        private TlsMode tlsMode = TlsMode.PREFER;
        private @Nullable String rootCertificate;
        private int poolMaxConns = POOL_MAX_CONNS_DEFAULT;

        static Parameters parse(String query) {
            Parameters parameters = new Parameters();
            for (String pair : query.split("&", -1)) {
                if (pair.isEmpty()) continue;
                int equals = pair.indexOf('=');
                String name = decode("a parameter's name", equals < 0 ? pair : pair.substring(0, equals));
                parameters.set(name, decode(name, equals < 0 ? "" : pair.substring(equals + 1)));
            }
            return parameters;
        }

        private void set(String name, String value) {
            switch (name) {
                case "sslmode" -> tlsMode = tlsModeOf(value);
                case "sslrootcert" -> rootCertificate = value.isEmpty() ? null : value;
                case "pool_max_conns" -> poolMaxConns = number(name, value, POOL_MAX_CONNS_LIMIT);
                default ->
                    throw wrong(
                            "the parameter \"" + name + "\" is unknown; known are " + String.join(", ", PARAMETERS));
            }
        }

        private static TlsMode tlsModeOf(String text) {
            for (TlsMode mode : TlsMode.values()) if (mode.text().equals(text)) return mode;
            throw wrong("sslmode must be disable, allow, prefer, require, verify-ca or verify-full");
        }
    }

    private static int number(String name, String text, int max) {
        Optional<Integer> number = text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        return number.filter(value -> value >= 1 && value <= max)
                .orElseThrow(() -> wrong(name + " must be a number from 1 to " + max));
    }

    private static String decode(String part, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Neither the text nor the cause: both show what may be a secret.
            throw wrong(part + " has a % that is not followed by two hex digits; write %25 for the character itself");
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("DATABASE_URL: " + what);
    }
}
