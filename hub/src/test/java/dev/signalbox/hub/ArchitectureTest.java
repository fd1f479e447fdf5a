package dev.signalbox.hub;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.fence.FencedLog;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What may know what. Each rule first makes sure that the packages it names hold classes: an empty one keeps every
 * rule.
 */
class ArchitectureTest {
    private static final String HUB = "dev.signalbox.hub";
    private static final List<String> FEATURES = List.of(
            "hook", "key", "mcp", "notification", "ownership", "question", "recall", "roadmap", "table", "trace");
    private static final List<String> FOUNDATION = List.of("log", "database", "command", "projection", "schedule");

    /** State, events and decisions: what design calls pure. */
    private static final List<String> STATES = List.of(
            "key.KeyState",
            "key.KeyEvent",
            "key.KeySecret",
            "notification.NotificationState",
            "notification.NotificationEvent",
            "notification.DedupKey",
            "question.QuestionState",
            "question.QuestionEvent",
            "roadmap.Item",
            "roadmap.KeyHolder",
            "roadmap.RoadmapEvent",
            "roadmap.Differences",
            "ownership.AppliedMatrix",
            "ownership.MatrixChange",
            "ownership.MatrixEvent",
            "table.RowState",
            "table.RowRules",
            "trace.mapping.EnvelopeMapping",
            "trace.mapping.SpanMapping",
            "trace.model.Contribution",
            "trace.model.Merged",
            "trace.price.Price",
            "trace.price.PriceTable",
            "matrix.OwnershipMatrix",
            "log.AppendJudge",
            "log.HashChain");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.signalbox");

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        notEmpty(HUB, "dev.signalbox.wire", "dev.signalbox.client");

        slices().matching("dev.signalbox.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void the_hub_does_not_know_the_client() {
        notEmpty(HUB, "dev.signalbox.client");

        noClasses()
                .that()
                .resideInAPackage(HUB + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.signalbox.client..")
                .check(CLASSES);
    }

    @Test
    void the_contract_knows_neither_hub_nor_client() {
        notEmpty("dev.signalbox.wire");

        noClasses()
                .that()
                .resideInAPackage("dev.signalbox.wire..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HUB + "..", "dev.signalbox.client..", "dev.signalbox.cli..")
                .check(CLASSES);
    }

    @Test
    void the_client_knows_neither_hub_nor_command_line() {
        notEmpty("dev.signalbox.client");

        noClasses()
                .that()
                .resideInAPackage("dev.signalbox.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HUB + "..", "dev.signalbox.cli..")
                .check(CLASSES);
    }

    @Test
    void log_database_commands_and_projections_know_no_feature_and_no_door() {
        notEmpty(packages(FOUNDATION));

        noClasses()
                .that()
                .resideInAnyPackage(below(FOUNDATION))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(below(Stream.concat(FEATURES.stream(), Stream.of("http", "stream", "operator"))
                        .toList()))
                .check(CLASSES);
    }

    @Test
    void features_do_not_know_each_other() {
        notEmpty(packages(FEATURES));

        for (String feature : FEATURES) {
            List<String> others =
                    FEATURES.stream().filter(other -> !other.equals(feature)).toList();
            noClasses()
                    .that()
                    .resideInAPackage(HUB + "." + feature + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(below(others))
                    .check(CLASSES);
        }
    }

    @Test
    void what_traces_mean_and_cost_is_pure() {
        List<String> pure = List.of("trace.model", "trace.mapping", "trace.price", "trace.usage");
        notEmpty(packages(pure));

        noClasses()
                .that()
                .resideInAnyPackage(packages(pure))
                .should()
                .dependOnClassesThat(resideInAPackage(HUB + "..")
                        .and(DescribedPredicate.not(resideInAnyPackage(packages(pure))))
                        .or(resideInAnyPackage("io.vertx..", "java.sql..", "dev.signalbox.client..")))
                .check(CLASSES);
    }

    @Test
    void the_rooms_of_traces_know_only_what_they_work_with() {
        Map<String, List<String>> known = Map.of(
                "model", List.of(),
                "usage", List.of(),
                "price", List.of("usage"),
                "mapping", List.of("model", "usage"),
                "table", List.of("model", "mapping", "price", "usage"),
                "query", List.of("model", "price", "table"),
                "command", List.of("model", "price"),
                "job", List.of("price", "query", "table"),
                "intake", List.of("model"),
                "langfuse", List.of("model", "query", "table", "job", "command"));
        known.forEach((room, others) -> {
            notEmpty(HUB + ".trace." + room);
            notEmpty(packages(others.stream().map(other -> "trace." + other).toList()));
            List<String> strangers = known.keySet().stream()
                    .filter(other -> !other.equals(room) && !others.contains(other))
                    .map(other -> "trace." + other)
                    .toList();

            noClasses()
                    .that()
                    .resideInAPackage(HUB + ".trace." + room)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages(strangers))
                    .check(CLASSES);
        });
    }

    @Test
    void only_the_places_of_archives_know_a_client_of_buckets() {
        noClasses()
                .that(resideInAPackage("dev.signalbox..")
                        .and(DescribedPredicate.not(resideInAPackage(HUB + ".archive.bucket"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(CLASSES);
    }

    @Test
    void only_the_stores_know_a_driver() {
        String[] stores = {
            HUB + ".database..", HUB + ".log..", "dev.signalbox.client.store..", "dev.signalbox.client.outbox.."
        };
        notEmpty(HUB + ".database", HUB + ".log", "dev.signalbox.client.store", "dev.signalbox.client.outbox");

        noClasses()
                .that(resideInAPackage("dev.signalbox..").and(DescribedPredicate.not(resideInAnyPackage(stores))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.sqlite..",
                        "org.postgresql..",
                        "io.vertx.pgclient..",
                        "io.vertx.sqlclient..")
                .check(CLASSES);
    }

    @Test
    void one_class_knows_the_inside_of_vertx() {
        DescribedPredicate<JavaClass> inside = resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");
        Predicate<JavaClass> reaches = type -> type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> inside.test(dependency.getTargetClass()));

        assertThat(CLASSES.stream()
                        .filter(reaches)
                        .map(type -> type.getEnclosingClass().orElse(type).getSimpleName())
                        .distinct())
                .containsExactly("VertxInternals");
    }

    @Test
    void the_contract_and_the_states_of_features_know_no_server() {
        DescribedPredicate<JavaClass> states =
                describe("are states, events or decisions of a feature", type -> STATES.stream()
                        .anyMatch(state -> (type.getName() + "$").startsWith(HUB + "." + state + "$")));
        assertThat(CLASSES.stream().filter(states).map(JavaClass::getName))
                .containsAll(STATES.stream().map(state -> HUB + "." + state).toList());

        noClasses()
                .that(resideInAPackage("dev.signalbox.wire..").or(states))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void only_the_hub_itself_knows_which_store_it_has() {
        DescribedPredicate<JavaClass> adapters = describe(
                "are adapters of an engine",
                type -> type.getPackageName().startsWith(HUB)
                        && type.getSimpleName().matches("(Sqlite|Postgres)[A-Z]\\w+"));
        assertThat(CLASSES.stream().filter(adapters)).hasSizeGreaterThan(5);

        noClasses()
                .that(resideInAPackage("dev.signalbox..")
                        .and(DescribedPredicate.not(resideInAnyPackage(HUB, HUB + ".log..", HUB + ".database.."))))
                .should()
                .dependOnClassesThat(adapters)
                .check(CLASSES);
    }

    /**
     * Wishes go through the one dispatcher, observations of traces past it; nothing else may write what programs share.
     */
    @Test
    void two_classes_write_into_a_log() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(access -> access.getName().equals("append")
                                && access.getTargetOwner().isAssignableTo(EventLog.class))
                        .map(access -> access.getOriginOwner().getFullName())
                        // A log before another one.
                        .filter(origin -> !origin.equals(FencedLog.class.getName()))
                        .distinct())
                .containsExactlyInAnyOrder(HUB + ".command.CommandExecution", HUB + ".trace.intake.Intake");
    }

    @Test
    void a_store_is_opened_by_the_composition_root_alone() {
        List<String> ports = List.of("EventLog", "Database", "Engine");
        DescribedPredicate<JavaCall<?>> opensAStore = describe(
                "open a store",
                call -> call.getTargetOwner().getPackageName().startsWith(HUB)
                        && call.getTargetOwner().getAllRawInterfaces().stream()
                                .anyMatch(port -> ports.contains(port.getSimpleName()))
                        && List.of("open", "start", "<init>").contains(call.getName())
                        // They open nothing: they read another's.
                        && !List.of("ForwardingLog", "RehearsedLog", "FencedLog", "RestoredLog")
                                .contains(call.getTargetOwner().getSimpleName())
                        && !call.getOriginOwner().equals(call.getTargetOwner()));
        assertThat(CLASSES.get(Engine.class).getMethodCallsFromSelf()).anyMatch(opensAStore);

        noClasses()
                .that(resideInAPackage("dev.signalbox..").and(DescribedPredicate.not(resideInAPackage(HUB))))
                .should()
                .callCodeUnitWhere(opensAStore)
                .check(CLASSES);
    }

    /**
     * What comes behind a listener does not wait for it, as {@link FutureOrderTest} shows: an effect that others count
     * on is a step of the chain, by {@code map}, {@code compose} or {@code andThen}.
     */
    @Test
    void nothing_goes_on_behind_a_listener_of_a_future() {
        notEmpty(HUB, "dev.signalbox.client");

        assertThat(CLASSES.stream().flatMap(type -> UsedListeners.of(type).stream()))
                .isEmpty();
    }

    @Test
    void nothing_is_kept_in_a_static_that_changes() {
        notEmpty(HUB);

        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(HUB + "..")
                .and()
                .areStatic()
                .should()
                .beFinal()
                .check(CLASSES);
    }

    private static void notEmpty(String... packages) {
        for (String each : packages) {
            assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(each)))
                    .as("classes of " + each)
                    .isNotEmpty();
        }
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> HUB + "." + name).toArray(String[]::new);
    }

    private static String[] below(List<String> names) {
        return names.stream().map(name -> HUB + "." + name + "..").toArray(String[]::new);
    }
}
