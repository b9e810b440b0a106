package aico.bus.testing;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** The rules of the house for a service: each method fails with the classes that break one. */
public final class HouseRules {
  private static final List<String> SERVICES =
      List.of(
          "aico.key",
          "aico.auth",
          "aico.policy",
          "aico.audit",
          "aico.vault",
          "aico.cli",
          "aico.bridge");
  private static final String[] FRAMEWORKS = {
    "io.quarkus..",
    "jakarta..",
    "io.smallrye..",
    "org.eclipse.microprofile.config..",
    "org.eclipse.microprofile.health.."
  };

  private final String root;
  private final JavaClasses classes;
  private final String[] drawers;

  /** For the module's own classes below its root package, its tests left out. */
  public HouseRules(String root) {
    this.root = root;
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages(root);
    drawers =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(root + "."))
            .distinct()
            .toArray(String[]::new);
  }

  /** The root package is the domain: no framework, drawer, file, socket, clock or randomness. */
  public void domainIsPlain() {
    noClasses()
        .that()
        .resideInAPackage(root)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(drawers)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "aico.bus.zmq..", "aico.bus.connector..", "java.net..", "java.nio.channels..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.nio\\.file\\.Files|java\\.io\\.File.*|java\\.util\\.(Random|UUID)"
                + "|java\\.security\\.SecureRandom")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .check(classes);
  }

  /** Drawers do not see each other; only app sees all, and nobody sees app. */
  public void drawersAreApart() {
    slices()
        .matching(root + ".(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(resideInAPackage(root + ".app"), alwaysTrue())
        // A library whose package lies below the service's is no drawer.
        .ignoreDependency(alwaysTrue(), not(resideInAnyPackage(drawers)))
        .check(classes);
  }

  /** Frameworks are app's alone. */
  public void frameworkIsInAppAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage(root + ".app")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FRAMEWORKS)
        .check(classes);
  }

  /** No service knows another's code. */
  public void servicesAreApart() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVICES.stream()
                .filter(service -> !service.equals(root))
                .map(service -> service + "..")
                .toArray(String[]::new))
        .check(classes);
  }
}
