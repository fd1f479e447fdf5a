package dev.signalbox.cli;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher script in a checkout of its own, with a java and a mvn that only write down how they were called. */
class LauncherTest {
    /** All that the script may need of a machine, besides a shell. */
    private static final List<String> TOOLS = List.of(
            "cat",
            "date",
            "dirname",
            "find",
            "head",
            "ls",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch");

    /** How a whole jar ends. */
    private static final String END_OF_JAR = "PK\\005\\006" + "\\000".repeat(18);

    /** What Maven does with the file that it is told to make. */
    private static final String MAKES_THE_JAR = """
            jar=cli/target/signalbox.jar
            for argument; do
              case $argument in -Dsignalbox.jar=*) jar=${argument#*=} ;; esac
            done
            printf '%s' > "$jar"
            """.formatted(END_OF_JAR);

    @TempDir
    Path temporary;

    private Path checkout;
    private Path tools;
    private Path calls;

    @BeforeEach
    void make_a_checkout_with_fake_tools() throws IOException {
        checkout = Files.createDirectories(temporary.resolve("a check out"));
        Files.copy(Path.of("../signalbox"), checkout.resolve("signalbox"));
        assertThat(checkout.resolve("signalbox").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(checkout.resolve("hub/src/main/java"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.writeString(checkout.resolve("hub/src/main/java/Hub.java"), "class Hub {}");
        calls = temporary.resolve("calls");
        tools = Files.createDirectories(temporary.resolve("tools"));
        for (String tool : TOOLS) link(tool);
    }

    @Nested
    class Looking_for_java {
        @Test
        void says_what_to_install_when_there_is_none() throws Exception {
            Run run = start();

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("no Java found", "JAVA_HOME", "apt-get install openjdk-17-jdk-headless");
        }

        @Test
        void refuses_one_that_is_too_old_and_says_which_it_met() throws Exception {
            jdk("old", "11.0.27", false);

            Run run = start("JAVA_HOME", temporary.resolve("old").toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .contains(temporary.resolve("old/bin/java").toString())
                    .contains("from JAVA_HOME", "is Java 11.0.27, which is too old", "needs 17 or newer");
        }

        @Test
        void asks_a_java_without_a_release_file_for_its_version() throws Exception {
            shim("11.0.2");

            Run run = start();

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("from PATH", "is Java 11.0.2, which is too old");
        }

        @Test
        void knows_the_old_way_of_counting() throws Exception {
            jdk("eight", "1.8.0_452", false);

            Run run =
                    start("SIGNALBOX_JAVA", temporary.resolve("eight/bin/java").toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("from SIGNALBOX_JAVA", "is Java 1.8.0_452, which is too old");
        }

        @ParameterizedTest
        @CsvSource({"17.0.15, false", "21.0.1, false", "22.0.1, true", "25, true"})
        void allows_native_parts_where_java_would_warn_of_them(String version, boolean said) throws Exception {
            jdk("new", version, true);
            built();

            start("JAVA_HOME", temporary.resolve("new").toString());

            assertThat(String.join(" ", callsOf("java")).contains("--enable-native-access=ALL-UNNAMED"))
                    .isEqualTo(said);
        }

        @Test
        void says_that_java_home_leads_nowhere() throws Exception {
            Run run = start("JAVA_HOME", "/nowhere");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("JAVA_HOME points to /nowhere/bin/java, which is not a program");
        }

        @Test
        void prefers_its_own_variable_to_java_home() throws Exception {
            jdk("new", "17.0.15", true);
            built();

            Run run = start(
                    "JAVA_HOME",
                    "/nowhere",
                    "SIGNALBOX_JAVA",
                    temporary.resolve("new/bin/java").toString());

            assertThat(run.exitCode()).isZero();
        }
    }

    @Nested
    class Building {
        @BeforeEach
        void have_a_jdk() throws IOException {
            jdk("new", "21.0.1", true);
        }

        @Test
        void builds_once_and_again_only_when_a_source_is_newer() throws Exception {
            maven("echo '[INFO] BUILD SUCCESS'; " + MAKES_THE_JAR);

            Run first = start("JAVA_HOME", newJdk());
            start("JAVA_HOME", newJdk());
            assertThat(callsOf("mvn")).hasSize(1);
            Path source = checkout.resolve("hub/src/main/java/Hub.java");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
            start("JAVA_HOME", newJdk());

            assertThat(first.err()).contains("building the jar");
            assertThat(first.out()).as("standard output belongs to the command").doesNotContain("build");
            assertThat(callsOf("mvn")).hasSize(2);
        }

        @Test
        void builds_only_what_runs() throws Exception {
            maven(MAKES_THE_JAR);

            start("JAVA_HOME", newJdk());

            assertThat(callsOf("mvn"))
                    .singleElement()
                    .asString()
                    .startsWith("mvn -B -Pquick -pl cli -am ")
                    .endsWith(" package");
        }

        @Test
        void builds_nothing_anew_for_what_is_not_in_the_jar() throws Exception {
            maven(MAKES_THE_JAR);
            start("JAVA_HOME", newJdk());
            Instant later = Instant.now().plusSeconds(5);
            for (String other : List.of("bench/src/main/java/Bench.java", "hub/src/test/java/HubTest.java")) {
                Path file = checkout.resolve(other);
                Files.createDirectories(file.resolveSibling("made"));
                Files.setLastModifiedTime(Files.writeString(file, ""), FileTime.from(later));
            }

            start("JAVA_HOME", newJdk());

            assertThat(callsOf("mvn")).hasSize(1);
        }

        @Test
        void says_which_module_it_is_at_in_plain_lines_where_there_is_no_terminal() throws Exception {
            maven(MODULES);

            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.err().lines())
                    .anyMatch(line -> line.matches("signalbox: building: client SDK, 1 of 3, \\d+ s"))
                    .anyMatch(line -> line.matches("signalbox: building: hub, 2 of 3, \\d+ s"));
            assertThat(run.err()).doesNotContain("\r", "\033");
        }

        @Test
        void moves_one_line_of_eighty_columns_on_a_terminal() throws Exception {
            maven(MODULES);

            Run run = onTerminal(newJdk());

            List<String> shown = List.of(run.out().split("\r\\033\\[K", -1));
            assertThat(shown)
                    .anyMatch(line -> line.matches("building: hub, 2 of 3, \\d+ s, a-library-.*"))
                    .allSatisfy(line -> assertThat(line.split("\\R", -1)[0]).hasSizeLessThan(80));
        }

        @Test
        void shows_the_last_lines_of_a_failed_build_and_runs_nothing() throws Exception {
            maven("echo '[ERROR] no route to the repository'; exit 1");

            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err())
                    .contains("no route to the repository", "the build failed", "mvn -Pquick -pl cli -am package");
            assertThat(callsOf("java")).isEmpty();
        }

        @Test
        void says_that_maven_is_missing() throws Exception {
            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("there is no Maven (mvn) on the PATH", "apt-get install maven");
        }

        @Test
        void says_that_a_runtime_cannot_compile() throws Exception {
            maven("exit 1");
            Files.delete(temporary.resolve("new/bin/javac"));

            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("a Java runtime without a compiler");
        }

        @Test
        void a_second_start_waits_for_the_jar_of_the_first() throws Exception {
            Path half = temporary.resolve("half");
            Path go = temporary.resolve("go");
            maven(MAKES_THE_JAR.replace(
                            "printf",
                            "echo half > \"$jar\"; : > '" + half + "'\n" + "until [ -f '" + go
                                    + "' ]; do sleep 0.1; done; printf")
                    + "echo 'mvn done' >> '" + calls + "'");

            Launch first = begin(checkout.resolve("signalbox"), List.of("hub"), "JAVA_HOME", newJdk());
            Eventually.until("half a jar is there", () -> Files.exists(half));
            Launch second = begin(checkout.resolve("signalbox"), List.of("demo"), "JAVA_HOME", newJdk());
            Eventually.until(
                    "the second waits or has ended",
                    () -> !second.process().isAlive() || second.said().contains("another signalbox"));
            Files.writeString(go, "");

            assertThat(List.of(first.end(), second.end()))
                    .extracting(Run::exitCode)
                    .containsExactly(0, 0);
            assertThat(callsOf("mvn")).as("one build, and its end").hasSize(2);
            List<String> all = Files.readAllLines(calls);
            assertThat(all.subList(0, all.indexOf("mvn done"))).noneMatch(call -> call.startsWith("java "));
        }

        @Test
        void builds_anew_where_a_build_by_hand_left_half_a_jar() throws Exception {
            maven(MAKES_THE_JAR);
            built();
            Files.writeString(
                    checkout.resolve("cli/target/signalbox.jar"), "half a jar, and longer than its end would be");

            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.exitCode()).isZero();
            assertThat(callsOf("mvn")).hasSize(1);
        }

        @Test
        void takes_over_the_lock_of_a_build_that_died() throws Exception {
            maven("echo '[INFO] BUILD SUCCESS'; " + MAKES_THE_JAR);
            Path lock = Files.createDirectories(checkout.resolve("cli/target/build.lock"));
            Files.writeString(lock.resolve("pid"), "99999999");

            Run run = start("JAVA_HOME", newJdk());

            assertThat(run.exitCode()).isZero();
            assertThat(lock).doesNotExist();
        }

        private String newJdk() {
            return temporary.resolve("new").toString();
        }

        /** What Maven says of three modules, each for longer than the launcher looks away. */
        private static final String MODULES = """
                echo '[INFO] Building Signalbox 0.2.0                              [1/4]'
                echo '[INFO] Building Signalbox client SDK 0.2.0                   [2/4]'
                sleep 1.2
                echo '[INFO] Building Signalbox hub 0.2.0                          [3/4]'
                echo 'Downloading from central: https://repository/a-library-%s.jar'
                sleep 1.2
                """.formatted("of-a-long-name".repeat(8)) + MAKES_THE_JAR;

        /** The launcher where its output is a terminal of {@code script}, a tool of util-linux. */
        private Run onTerminal(String jdk) throws Exception {
            link("script");
            String command = "TERM=xterm JAVA_HOME='" + jdk + "' '" + checkout.resolve("signalbox") + "' inbox";
            return start(tools.resolve("script"), List.of("-q", "-e", "-c", command, "/dev/null"), "SHELL", "/bin/sh");
        }
    }

    @Nested
    class In_a_release {
        @Test
        void runs_the_jar_beside_it_and_looks_for_no_maven() throws Exception {
            jdk("new", "17.0.15", false);
            Path release = Files.createDirectories(temporary.resolve("signalbox 0.2.0"));
            Files.copy(checkout.resolve("signalbox"), release.resolve("signalbox"), COPY_ATTRIBUTES);
            Files.writeString(release.resolve("signalbox.jar"), "a jar");

            Run run = start(
                    release.resolve("signalbox"),
                    List.of("inbox"),
                    "JAVA_HOME",
                    temporary.resolve("new").toString());

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out().lines())
                    .contains(release.toRealPath().resolve("signalbox.jar").toString());
        }

        @Test
        void says_what_is_missing_where_neither_a_jar_nor_a_pom_is() throws Exception {
            jdk("new", "17.0.15", true);
            Files.delete(checkout.resolve("pom.xml"));

            Run run = start("JAVA_HOME", temporary.resolve("new").toString());

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("there is neither signalbox.jar nor a pom.xml beside");
        }
    }

    @Nested
    class Running {
        @BeforeEach
        void have_a_jdk_and_a_jar() throws IOException {
            jdk("new", "17.0.15", true);
            built();
        }

        @Test
        void gives_a_plain_command_a_fast_start_and_its_arguments_untouched() throws Exception {
            Run run = start(
                    List.of("notify", "two words", "*", ""),
                    "JAVA_HOME",
                    temporary.resolve("new").toString());

            List<String> given = run.out().lines().toList();
            assertThat(given).contains("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + archive());
            assertThat(given).endsWith("dev.signalbox.cli.SignalboxCli", "notify", "two words", "*", "");
        }

        @Test
        void gives_the_hub_the_whole_compiler_and_lets_the_users_options_win() throws Exception {
            Run run = start(
                    List.of("hub"),
                    "JAVA_HOME",
                    temporary.resolve("new").toString(),
                    "SIGNALBOX_JAVA_OPTS",
                    "-Xmx2g -Dx=y");

            List<String> given = run.out().lines().toList();
            assertThat(given).doesNotContain("-XX:TieredStopAtLevel=1").contains("-Xmx512m", "-Xmx2g", "-Dx=y");
            assertThat(given.indexOf("-Xmx2g")).isGreaterThan(given.indexOf("-Xmx512m"));
        }

        @Test
        void makes_the_archive_of_classes_once() throws Exception {
            start("JAVA_HOME", temporary.resolve("new").toString());
            start("JAVA_HOME", temporary.resolve("new").toString());

            assertThat(callsOf("java"))
                    .filteredOn(call -> call.contains("ArchiveClassesAtExit"))
                    .hasSize(1);
            assertThat(callsOf("java"))
                    .filteredOn(call -> call.contains("SharedArchiveFile"))
                    .hasSize(2);
        }

        @Test
        void keeps_no_archive_of_a_warm_up_that_failed() throws Exception {
            Files.writeString(temporary.resolve("new/fails"), "");

            Run run = start("JAVA_HOME", temporary.resolve("new").toString());

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).doesNotContain("SharedArchiveFile");
            assertThat(archive()).isEmptyFile();
        }

        @Test
        void runs_without_an_archive_where_java_makes_none() throws Exception {
            Files.writeString(temporary.resolve("new/no-archive"), "");

            Run first = start("JAVA_HOME", temporary.resolve("new").toString());
            Run second = start("JAVA_HOME", temporary.resolve("new").toString());

            assertThat(List.of(first, second))
                    .allSatisfy(run -> assertThat(run.out()).doesNotContain("SharedArchiveFile"));
            assertThat(callsOf("java"))
                    .filteredOn(call -> call.contains("ArchiveClassesAtExit"))
                    .hasSize(1);
        }

        @Test
        void finds_its_checkout_through_a_link() throws Exception {
            Path link = Files.createSymbolicLink(temporary.resolve("sbx"), checkout.resolve("signalbox"));

            Run run = start(
                    link,
                    List.of("inbox"),
                    "JAVA_HOME",
                    temporary.resolve("new").toString());

            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(checkout.toRealPath()
                            .resolve("cli/target/signalbox.jar")
                            .toString());
        }

        @Test
        void keeps_more_than_ascii_in_the_plain_locale() throws Exception {
            Run run = start("JAVA_HOME", temporary.resolve("new").toString(), "LANG", "C");

            assertThat(run.out()).contains("LC_ALL=C.UTF-8");
        }

        private Path archive() throws IOException {
            return checkout.toRealPath().resolve("cli/target/signalbox-java17.0.15.jsa");
        }
    }

    private record Run(int exitCode, String out, String err) {}

    private Run start(String... environment) throws Exception {
        return start(List.of("inbox"), environment);
    }

    private Run start(List<String> arguments, String... environment) throws Exception {
        return start(checkout.resolve("signalbox"), arguments, environment);
    }

    private Run start(Path script, List<String> arguments, String... environment) throws Exception {
        return begin(script, arguments, environment).end();
    }

    /** A launcher at work. */
    private record Launch(Process process, Path out, Path err) {
        String said() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Run end() throws Exception {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("the launcher ended")
                    .isTrue();
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    private Launch begin(Path script, List<String> arguments, String... environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(script.toString());
        builder.command().addAll(arguments);
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        for (int i = 0; i < environment.length; i += 2) builder.environment().put(environment[i], environment[i + 1]);
        Path out = Files.createTempFile(temporary, "out", "");
        Path err = Files.createTempFile(temporary, "err", "");
        Process process = builder.directory(temporary.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Launch(process, out, err);
    }

    private void built() throws IOException {
        Path jar = Files.createDirectories(checkout.resolve("cli/target")).resolve("signalbox.jar");
        Files.writeString(jar, "PK\005\006" + "\0".repeat(18));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(1)));
        for (String source :
                List.of("pom.xml", "hub/src/main/java/Hub.java", "hub/src/main/java", "hub/src/main", "hub/src")) {
            Files.setLastModifiedTime(
                    checkout.resolve(source), FileTime.from(Instant.now().minusSeconds(60)));
        }
    }

    /** A JDK: prints its arguments, one a line, and the locale; makes the archive it is told to make. */
    private void jdk(String name, String version, boolean compiler) throws IOException {
        Path bin = Files.createDirectories(temporary.resolve(name).resolve("bin"));
        Files.writeString(temporary.resolve(name).resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(bin.resolve("java"), """
                echo "java $*" >> '%s'
                for argument; do
                  case $argument in
                    -XX:ArchiveClassesAtExit=*) [ -f '%s/no-archive' ] || echo archive > "${argument#*=}"
                      [ ! -f '%s/fails' ] || exit 1
                      exit 0 ;;
                  esac
                done
                echo "LC_ALL=$LC_ALL"
                for argument; do printf '%%s\\n' "$argument"; done
                """.formatted(calls, temporary.resolve(name), temporary.resolve(name)));
        if (compiler) script(bin.resolve("javac"), "exit 0");
    }

    private void shim(String version) throws IOException {
        script(tools.resolve("java"), "echo 'openjdk version \"" + version + "\" 2019-01-15' >&2");
    }

    private void maven(String does) throws IOException {
        script(tools.resolve("mvn"), "echo \"mvn $*\" >> '" + calls + "'\n" + does);
    }

    private List<String> callsOf(String program) throws IOException {
        if (!Files.exists(calls)) return List.of();
        return Files.readAllLines(calls).stream()
                .filter(call -> call.startsWith(program + " "))
                .toList();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void link(String tool) throws IOException {
        for (String folder : List.of("/usr/bin", "/bin")) {
            if (!Files.exists(Path.of(folder, tool))) continue;
            script(tools.resolve(tool), "exec " + folder + "/" + tool + " \"$@\"");
            return;
        }
        throw new IllegalStateException("this machine has no " + tool);
    }
}
