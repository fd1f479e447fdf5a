package dev.signalbox.bench;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Methods that nobody calls. This module sees all others, so it is asked here. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class DeadCodeTest {
    /** Methods without a caller that stay, and why. */
    private static final Map<String, String> KEPT = Map.ofEntries(
            entry("BodyFields.bodyNames()", "a test holds that every field of a body is mapped"),
            entry(
                    "EventCodec.upcasting(String, UnaryOperator)",
                    "the first change of an event's shape needs it (ADR 1)"),
            entry("Append.of(RecordedReceipt)", "tests append receipts alone"),
            entry("Completion.word()", "picocli calls it by its annotations"),
            entry("HubConfig.withInitKeys(Path)", "a hub inside another program has no environment"),
            entry("ItemsBehind.size()", "tests see how many are held at once"),
            entry("LogFormat.install()", "tests see the log as a hub writes it"),
            entry("ResourceLines.notification(Notification, Ink)", "tests see a line of no width"),
            entry("Fold.of(List)", "tests compare what is shown with what the events of a stream say"),
            entry("Hub.matrix()", "programs that hold a hub inside, tests first, look into it"),
            entry("Hub.routes()", "the description of the API is checked against the routes that are there"),
            entry("Hub.vertx()", "programs that hold a hub inside, tests first, look into it"),
            entry("HubConfig.behind(String[])", "a hub inside another program has no command line"),
            entry("HubConfig.onPort(int)", "a hub inside another program has no command line"),
            entry("OwnershipMatrix.shippedWith(List, List)", "tests declare tables without a file"),
            entry("Merged.provenance(String)", "tests see which event set a field"),
            entry(
                    "PostgresEventLog.open(String, PostgresDatabase, Vertx, Clock, AppendMeter, Duration)",
                    "a log without a hub around it, as its contract has it"),
            entry("VersionConflict.current()", "part of what the log says to its caller"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.signalbox");

    /**
     * A method that is called from tests only is listed too: it is there for them, and somebody has to have said so.
     */
    @Test
    void every_method_of_hub_and_command_line_has_a_caller() {
        Set<String> dead = dead(CLASSES.stream()
                .filter(type -> !type.getPackageName().startsWith("dev.signalbox.client")
                        && !type.getPackageName().startsWith("dev.signalbox.wire"))
                .toList());

        assertThat(dead).containsExactlyInAnyOrderElementsOf(KEPT.keySet());
    }

    @Test
    void a_method_that_nobody_calls_is_found() {
        Collection<JavaClass> sample =
                List.copyOf(new ClassFileImporter().importClasses(Sample.class, SampleCaller.class));

        assertThat(dead(sample)).containsExactly("DeadCodeTest.Sample.forgotten()");
    }

    private static Set<String> dead(Collection<JavaClass> types) {
        Set<String> dead = new TreeSet<>();
        for (JavaClass type : types) {
            for (JavaMethod method : type.getMethods()) {
                if (!isCalledByOthers(method)) dead.add(nameOf(method));
            }
        }
        return dead;
    }

    private static boolean isCalledByOthers(JavaMethod method) {
        return method.getModifiers().contains(JavaModifier.PRIVATE)
                || method.getModifiers().contains(JavaModifier.SYNTHETIC)
                || !method.getAccessesToSelf().isEmpty()
                || !method.getAnnotations().isEmpty()
                || isOfTheLanguage(method)
                || overrides(method);
    }

    private static boolean isOfTheLanguage(JavaMethod method) {
        JavaClass owner = method.getOwner();
        String name = method.getName();
        boolean accessor = owner.isRecord()
                && method.getRawParameterTypes().isEmpty()
                && owner.tryGetField(name).isPresent();
        boolean ofEnum = owner.isEnum() && (name.equals("values") || name.equals("valueOf"));
        return accessor || ofEnum || name.equals("main");
    }

    private static boolean overrides(JavaMethod method) {
        JavaClass owner = method.getOwner();
        int parameters = method.getRawParameterTypes().size();
        return Stream.concat(owner.getAllRawSuperclasses().stream(), owner.getAllRawInterfaces().stream())
                .flatMap(above -> above.getMethods().stream())
                .anyMatch(above -> above.getName().equals(method.getName())
                        && above.getRawParameterTypes().size() == parameters);
    }

    private static String nameOf(JavaMethod method) {
        String owner = method.getOwner().getName();
        String type =
                owner.substring(method.getOwner().getPackageName().length() + 1).replace('$', '.');
        String parameters = method.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(", "));
        return type + "." + method.getName() + "(" + parameters + ")";
    }

    /** What the finder must find and must not. */
    static final class Sample implements Runnable {
        void called() {}

        void referred() {}

        void forgotten() {}

        @Override
        public void run() {}
    }

    static final class SampleCaller {
        static final Runnable HELD = new Sample()::referred;

        static {
            new Sample().called();
        }
    }
}
