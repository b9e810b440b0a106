package aico.key;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house: a domain without frameworks and I/O, drawers that do not see each other.
 */
class HouseRulesTest {
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("aico.key");

  @Test
  void domain_usesOnlyTheLanguageTheContractAndSecrets() {
    classes()
        .that()
        .resideInAPackage("aico.key")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "aico.key",
            "aico.bus.contract",
            "aico.bus.crypto",
            "java.lang",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.nio.charset",
            "java.time..",
            "java.util..",
            "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void drawers_doNotSeeEachOther() {
    slices()
        .matching("aico.key.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.describe("app", c -> c.getPackageName().equals("aico.key.app")),
            DescribedPredicate.alwaysTrue())
        .check(MAIN);
  }

  @Test
  void frameworks_areInAppAlone() {
    classes()
        .that()
        .resideOutsideOfPackage("aico.key.app")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse..")
        .check(MAIN);
  }
}
