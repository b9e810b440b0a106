package aico.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("aico.cli");

  @Test
  void domain_knowsNoFrameworkFileSocketOrDrawer() {
    noClasses()
        .that()
        .resideInAPackage("aico.cli")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "aico.cli.(*)..",
            "aico.bus.zmq..",
            "com.fasterxml..",
            "picocli..",
            "org.yaml..",
            "java.net..",
            "java.nio.channels..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .check(CLASSES);
  }

  @Test
  void drawers_doNotSeeEachOther_onlyAppSeesAll() {
    slices()
        .matching("aico.cli.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(resideInAPackage("aico.cli.app"), alwaysTrue())
        .check(CLASSES);
  }
}
