package aico.bus.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the house for this module. */
class HouseRulesTest {
  private static final String ROOT = "aico.bus.connector";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void rootPackage_knowsNoFramework_andNoDrawer() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..",
            "io.smallrye..",
            "io.vertx..",
            "jakarta..",
            "org.eclipse..",
            "org.jose4j..",
            ROOT + ".*..")
        .check(CLASSES);
  }

  @Test
  void drawers_doNotSeeEachOther_onlyAppSeesAll() {
    slices()
        .matching(ROOT + ".(channel|os|token|web)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".app")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".app")
        .check(CLASSES);
  }
}
