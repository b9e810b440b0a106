package aico.vault;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final String[] DRAWERS = {"bus", "gocryptfs", "os", "storage"};

  private final JavaClasses all =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("aico.vault");

  @Test
  void domain_knowsOnlyItself_theContractAndSecrets() {
    classes()
        .that()
        .resideInAPackage("aico.vault")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "aico.vault", "aico.bus.contract", "aico.bus.crypto", "java..", "org.jspecify..")
        .check(all);
  }

  @Test
  void drawers_doNotSeeEachOther_norApp() {
    for (String drawer : DRAWERS) {
      for (String other : new String[] {"app", "bus", "gocryptfs", "os", "storage"}) {
        if (!other.equals(drawer)) {
          noClasses()
              .that()
              .resideInAPackage("aico.vault." + drawer)
              .should()
              .dependOnClassesThat()
              .resideInAPackage("aico.vault." + other)
              .check(all);
        }
      }
    }
  }

  @Test
  void framework_isSeenOnlyByApp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("aico.vault.app")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse..")
        .check(all);
  }
}
