package aico.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house. */
class HouseRulesTest {
  private static final String ROOT = "aico.policy";
  private static final List<String> DRAWERS = List.of("bus", "cedar", "storage");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void rootPackage_knowsNeitherFrameworkNorDrawer() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT,
            "java.lang..",
            "java.util..",
            "org.jspecify..",
            "aico.bus.contract",
            "aico.bus.crypto")
        .check(CLASSES);
  }

  @Test
  void rootPackage_hasNoClockAndNoRandomness() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.UUID")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bus", "cedar", "storage"})
  void drawers_doNotSeeEachOther(String drawer) {
    String[] others =
        DRAWERS.stream()
            .filter(d -> !d.equals(drawer))
            .map(d -> ROOT + "." + d + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + drawer + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(CLASSES);
  }

  @Test
  void onlyApp_seesApp() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".app..")
        .check(CLASSES);
  }

  @Test
  void noService_knowsAnother() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "aico.key..", "aico.auth..", "aico.audit..", "aico.vault..", "aico.cli..")
        .check(CLASSES);
  }
}
