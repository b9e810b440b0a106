package aico.bus.zmq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("aico.bus.zmq");

  @Test
  void drawers_doNotSeeEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..zmq.socket")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..zmq.outbox")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("..zmq.outbox")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..zmq.socket", "org.zeromq..", "zmq..")
        .check(CLASSES);
  }

  @Test
  void jeroMq_isTouchedInItsDrawerOnly() {
    noClasses()
        .that()
        .resideInAPackage("aico.bus.zmq")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("zmq..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.zeromq.ZMQ")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.zeromq.ZContext")
        .check(CLASSES);
  }
}
