package dev.signalbox.hub.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.signalbox.hub.database.DatabaseUrl.TlsMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void reads_every_part() {
        DatabaseUrl url = DatabaseUrl.parse(
                "postgres://ann:se%40cr%2Fet@db.example.org:6543/signals?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&pool_max_conns=20");

        assertThat(url)
                .isEqualTo(new DatabaseUrl(
                        "db.example.org", 6543, "signals", "ann", "se@cr/et", TlsMode.VERIFY_FULL, "/etc/ca.pem", 20));
    }

    @Test
    void fills_in_what_is_missing_as_libpq_does() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ann@localhost");

        assertThat(url).isEqualTo(new DatabaseUrl("localhost", 5432, "ann", "ann", null, TlsMode.PREFER, null, 10));
        assertThat(DatabaseUrl.parse("postgres://localhost/x").user()).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void an_address_of_version_6_stands_in_brackets() {
        assertThat(DatabaseUrl.parse("postgres://u@[::1]:5433/x").host()).isEqualTo("::1");
        assertThat(DatabaseUrl.parse("postgres://u@[::1]:5433/x").port()).isEqualTo(5433);
        assertThat(DatabaseUrl.parse("postgres://u@[::1]/x")).hasToString("postgres://u@[::1]:5432/x?sslmode=prefer");
    }

    @Test
    void a_plus_is_a_plus_and_not_a_space() {
        assertThat(DatabaseUrl.parse("postgres://u:a+b%20c@h/x").password()).isEqualTo("a+b c");
    }

    @Test
    void an_at_or_a_colon_in_the_password_is_taken_as_meant() {
        assertThat(DatabaseUrl.parse("postgres://u:p@ss:word@h/x").password()).isEqualTo("p@ss:word");
    }

    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void every_sslmode_of_libpq_is_known(TlsMode mode) {
        assertThat(DatabaseUrl.parse("postgres://u@h/x?sslmode=" + mode.text()).tlsMode())
                .isEqualTo(mode);
    }

    @Test
    void an_unknown_parameter_is_named() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgres://u@h/x?sslmod=require"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"sslmod\" is unknown")
                .hasMessageContaining("sslmode, sslrootcert, pool_max_conns");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:c4nary@h/x",
                "postgres:u:c4nary@h/x",
                "postgres://u:c4nary@/x",
                "postgres://u:c4nary@h:port/x",
                "postgres://u:c4nary@h:0/x",
                "postgres://u:c4nary@h:70000/x",
                "postgres://u:c4nary@h1,h2/x",
                "postgres://u:c4nary%zz@h/x",
                "postgres://u:c4nary/c4nary@h/x",
                "postgres://u:c4nary@h/x#c4nary",
                "postgres://u:c4nary@h/x?sslmode=c4nary",
                "postgres://u:c4nary@h/x?pool_max_conns=c4nary",
                "postgres://u:c4nary@h/x?pool_max_conns=0",
                "postgres://u:c4nary@h/x?pool_max_conns=1001",
                "postgres://u:c4nary@h/x?pool_max_conns=99999999999",
                ""
            })
    void a_wrong_url_is_refused_and_its_secret_never_shown(String url) {
        Throwable thrown = catchThrowable(() -> DatabaseUrl.parse(url));

        assertThat(thrown).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("DATABASE_URL: ");
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("c4nary");
    }

    @Test
    void its_text_does_not_show_the_password() {
        assertThat(DatabaseUrl.parse("postgres://u:c4nary@h/x").toString()).doesNotContain("c4nary");
    }

    @Nested
    class A_password_from_a_file {
        @TempDir
        Path folder;

        @Test
        void takes_its_place_in_the_url_whatever_characters_it_has() throws IOException {
            Path file = Files.writeString(folder.resolve("password"), "c4n @ry/:%+ä\n");

            String url = DatabaseUrl.withPassword("postgres://u%40x@h:5433/box?sslmode=disable", file);

            DatabaseUrl read = DatabaseUrl.parse(url);
            assertThat(read.password()).isEqualTo("c4n @ry/:%+ä");
            assertThat(read.user()).isEqualTo("u@x");
            assertThat(read.port()).isEqualTo(5433);
            assertThat(read.tlsMode()).isEqualTo(TlsMode.DISABLE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"postgres://u:c4nary@h/x", "postgres://h/x", "postgres://h/x?sslrootcert=a@b", "rubbish"})
        void is_refused_beside_another_and_where_no_user_is_named(String url) throws IOException {
            Path file = Files.writeString(folder.resolve("password"), "c4nary");

            assertThatThrownBy(() -> DatabaseUrl.withPassword(url, file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("DATABASE_URL: ")
                    .hasMessageNotContaining("c4nary");
        }

        @Test
        void is_refused_when_it_is_empty_or_nowhere() throws IOException {
            Path empty = Files.writeString(folder.resolve("empty"), "\n");

            assertThatThrownBy(() -> DatabaseUrl.withPassword("postgres://u@h/x", empty))
                    .hasMessageContaining(empty + ", which is empty");
            assertThatThrownBy(() -> DatabaseUrl.withPassword("postgres://u@h/x", folder.resolve("nowhere")))
                    .hasMessageContaining("nowhere");
        }
    }
}
