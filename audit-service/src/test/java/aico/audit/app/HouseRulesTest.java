package aico.audit.app;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("aico.audit");

  @Test
  void drawers_doNotSeeEachOther() {
    slices()
        .matching("aico.audit.(bus|storage|crypto)..")
        .should()
        .notDependOnEachOther()
        .check(CLASSES);
  }

  @Test
  void domain_isPlainJavaWithoutFilesClockOrRandomness() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideInAPackage("aico.audit")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "aico.audit.bus..",
            "aico.audit.storage..",
            "aico.audit.crypto..",
            "aico.audit.app..",
            "aico.bus.zmq..",
            "aico.bus.connector..",
            "aico.bus.crypto..",
            "jakarta..",
            "io.quarkus..",
            "io.smallrye..",
            "org.eclipse.microprofile..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.net..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void onlyApp_knowsTheFramework() {
    ArchRuleDefinition.noClasses()
        .that(
            DescribedPredicate.describe(
                "are not in app", (JavaClass c) -> !c.getPackageName().equals("aico.audit.app")))
        .and()
        .resideInAPackage("aico.audit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "io.quarkus..", "io.smallrye..")
        .check(CLASSES);
  }

  @Test
  void nobody_seesApp() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("aico.audit.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("aico.audit.app..")
        .check(CLASSES);
  }
}
