package dev.mayfly.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/** The rules, each by a name, for the code below a root package. */
final class Rules {
    private static final Set<String> READS_THE_WORLD = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.time.ZonedDateTime.now");

    /** What only one package may use; each line a vendor and the package that hides it. */
    private static final Map<String, String> VENDORS = Map.of(
            "com.github.luben.zstd..", ".providers.sandbox..",
            "org.jooq..", ".store..",
            "org.postgresql..", ".store..",
            "com.zaxxer.hikari..", ".store..",
            "org.flywaydb..", ".store..",
            "org.pkl..", ".templates..",
            "picocli..", ".cli..",
            "io.swagger..", ".api..");

    private final String root;
    private final SequencedMap<String, ArchRule> rules = new LinkedHashMap<>();

    private Rules(String root) {
        this.root = root;
    }

    static SequencedMap<String, ArchRule> of(String root) {
        Rules all = new Rules(root);
        all.directions();
        all.vendors();
        all.determinism();
        all.order();
        return all.rules;
    }

    /** Which module may know which: the design's layout, section 3. */
    private void directions() {
        knows("domain", "everything depends on the domain, and it on nothing");
        knows("json", "JSON is of the domain's values alone", "domain");
        knows("workflows", "histories outlive drivers, stores and frameworks", "domain", "json");
        knows("providers.spi", "a driver's contract is stated in the domain's words", "domain");
        knows("providers.contract", "drivers are tested through their interface", "domain", "providers.spi");
        knows("templates", "templates are read without anything running", "domain", "json");
        knows("store", "the store keeps the domain's values, whoever writes them", "domain", "json");
        knows(
                "activities",
                "activities act through the driver interface, so that a provider is added without touching them",
                "domain",
                "json",
                "workflows",
                "providers.spi",
                "store",
                "templates");
        knows(
                "api",
                "the API asks workflows and reads the store; it never acts on the world itself",
                "domain",
                "json",
                "workflows",
                "store",
                "templates");
        knows(
                "worker",
                "providers are found by the service loader",
                "domain",
                "json",
                "workflows",
                "activities",
                "providers.spi",
                "store");
        rules.put(
                "cli",
                classes()
                        .that(resideInAPackage(root + ".cli.."))
                        .and(not(root + ".cli.up.."))
                        .should(onlyDependOnClassesThat(
                                outsideOr(root + ".cli..", root + ".domain..", root + ".json..")))
                        .because(
                                "the CLI is a client of the public API like any other; only `up` starts the processes"));
        rules.put(
                "a provider",
                classes()
                        .that(resideInAPackage(root + ".providers.."))
                        .should(onlyDependOnClassesThat(
                                outsideOr(root + ".providers..", root + ".domain..", root + ".json..")))
                        .because("a driver is a part that can be taken out"));
        rules.put(
                "a provider and another",
                slices().matching(root + ".providers.(*)..")
                        .should()
                        .notDependOnEachOther()
                        .ignoreDependency(alwaysTrue(), resideInAPackage(root + ".providers.spi.."))
                        .because("a provider that needs another cannot be taken out"));
        rules.put(
                "frameworks",
                noClasses()
                        .that(resideInAnyPackage(
                                root + ".domain..", root + ".json..", root + ".workflows..", root + ".providers.spi.."))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("io.micronaut..", "jakarta.inject..", "org.springframework.."))
                        .because("nothing may be injected into workflow objects, and values need no container"));
    }

    private void knows(String module, String reason, String... others) {
        String[] known = Stream.concat(Stream.of(module), Arrays.stream(others))
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        rules.put(
                module,
                classes()
                        .that(resideInAPackage(root + "." + module + ".."))
                        .should(onlyDependOnClassesThat(outsideOr(known)))
                        .because(reason));
    }

    private DescribedPredicate<JavaClass> outsideOr(String... known) {
        return not(root + "..").or(resideInAnyPackage(known));
    }

    private static DescribedPredicate<JavaClass> not(String packages) {
        return DescribedPredicate.not(resideInAPackage(packages));
    }

    private void vendors() {
        String[] hidden = VENDORS.keySet().toArray(String[]::new);
        rules.put(
                "vendors",
                classes()
                        .that(resideInAPackage(root + ".."))
                        .should(new ArchCondition<JavaClass>("use a vendor's types only where they are hidden") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                item.getDirectDependenciesFromSelf().stream()
                                        .filter(dependency ->
                                                resideInAnyPackage(hidden).test(dependency.getTargetClass()))
                                        .filter(dependency -> VENDORS.entrySet().stream()
                                                .filter(vendor -> resideInAPackage(vendor.getKey())
                                                        .test(dependency.getTargetClass()))
                                                .noneMatch(vendor -> resideInAPackage(root + vendor.getValue())
                                                        .test(item)))
                                        .forEach(dependency -> events.add(
                                                SimpleConditionEvent.violated(item, dependency.getDescription())));
                            }
                        })
                        .because("a vendor is replaced in one place"));
    }

    /** What makes a history replay differently from how it was lived. */
    private void determinism() {
        DescribedPredicate<JavaClass> workflows = resideInAnyPackage(
                root + ".workflows.lifecycle..", root + ".workflows.call..", root + ".workflows.sweep..");
        rules.put(
                "clock and chance",
                noClasses()
                        .that(workflows)
                        .should()
                        .accessTargetWhere(
                                new DescribedPredicate<JavaAccess<?>>("it reads a clock, chance or settings") {
                                    @Override
                                    public boolean test(JavaAccess<?> access) {
                                        return READS_THE_WORLD.contains(
                                                access.getTargetOwner().getName() + "." + access.getName());
                                    }
                                })
                        .because("a replay would see another time or another chance"));
        rules.put(
                "threads and files",
                noClasses()
                        .that(workflows)
                        .should()
                        .dependOnClassesThat(resideInAnyPackage(
                                        "java.io..", "java.nio..", "java.net..", "java.sql..", "java.util.concurrent..")
                                .or(oneOf(
                                        "java.lang.Thread",
                                        "java.lang.Process",
                                        "java.lang.ProcessBuilder",
                                        "java.time.Clock",
                                        "java.util.Random",
                                        "java.util.Timer",
                                        "java.security.SecureRandom")))
                        .because("Temporal runs a workflow's code in its own threads, and again at each replay"));
        rules.put(
                "catching",
                classes()
                        .that(workflows)
                        .should(new ArchCondition<JavaClass>("not catch Throwable, Error or Exception") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                item.getCodeUnits().stream()
                                        .flatMap(unit -> unit.getTryCatchBlocks().stream())
                                        .filter(block -> block.getCaughtThrowables().stream()
                                                .anyMatch(oneOf(
                                                        "java.lang.Throwable",
                                                        "java.lang.Error",
                                                        "java.lang.Exception",
                                                        "java.lang.RuntimeException")))
                                        .forEach(block -> events.add(SimpleConditionEvent.violated(
                                                item, block.getOwner().getFullName() + " catches too much")));
                            }
                        })
                        .because("the SDK ends a workflow's threads by throwing, and that must pass"));
    }

    private static DescribedPredicate<JavaClass> oneOf(String... names) {
        Set<String> all = Set.of(names);
        return DescribedPredicate.describe("is one of " + all, type -> all.contains(type.getName()));
    }

    private void order() {
        rules.put(
                "package names",
                noClasses()
                        .should()
                        .resideInAnyPackage(
                                root + "..util..",
                                root + "..utils..",
                                root + "..common..",
                                root + "..helper..",
                                root + "..helpers..",
                                root + "..manager..",
                                root + "..impl..")
                        .because("such a name says nothing of what lives there, so everything comes to live there"));
        rules.put(
                "null marks",
                classes()
                        .that(not(root + ".store.jooq.."))
                        .should(new ArchCondition<JavaClass>("live in a package that is @NullMarked") {
                            @Override
                            public void check(JavaClass item, ConditionEvents events) {
                                if (!item.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked")) {
                                    events.add(SimpleConditionEvent.violated(
                                            item, item.getName() + " is in a package that is not @NullMarked"));
                                }
                            }
                        })
                        .because("without the mark NullAway assumes nothing and finds nothing"));
        rules.put(
                "injected fields",
                noFields()
                        .should()
                        .beAnnotatedWith("jakarta.inject.Inject")
                        .orShould()
                        .beAnnotatedWith("io.micronaut.context.annotation.Value")
                        .orShould()
                        .beAnnotatedWith("io.micronaut.context.annotation.Property")
                        .because(
                                "an object is whole once its constructor has run, also in a test without a container"));
    }
}
