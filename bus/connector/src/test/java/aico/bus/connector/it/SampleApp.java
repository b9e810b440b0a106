package aico.bus.connector.it;

import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Packages a sample service as services are, once per run of the tests. */
final class SampleApp {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Map<String, Path> BUILT = new ConcurrentHashMap<>();

  private SampleApp() {}

  /** The runnable jar of {@code full} or {@code minimal}. */
  static Path jar(String name) {
    return BUILT.computeIfAbsent(name, SampleApp::build);
  }

  private static Path build(String name) {
    Path folder = TARGET.resolve("sample-" + name);
    Path classes = folder.resolve("classes");
    String sample = "aico/bus/connector/sample/" + name;
    try {
      delete(folder);
      copy(TARGET.resolve("classes"), classes);
      Files.delete(classes.resolve("META-INF/jandex.idx"));
      copy(TARGET.resolve("test-classes").resolve(sample), classes.resolve(sample));
      Files.copy(
          TARGET.resolve("test-classes/sample/" + name + ".properties"),
          classes.resolve("application.properties"));
      return augment(folder, classes);
    } catch (Exception e) {
      throw new IllegalStateException("cannot build the sample " + name, e);
    }
  }

  private static Path augment(Path folder, Path classes) throws Exception {
    try (CuratedApplication curated =
        QuarkusBootstrap.builder()
            .setApplicationRoot(classes)
            .setProjectRoot(TARGET.getParent())
            .setTargetDirectory(folder)
            .setMode(QuarkusBootstrap.Mode.PROD)
            .setLocalProjectDiscovery(true)
            .setOffline(true)
            .setIsolateDeployment(true)
            .setBaseClassLoader(SampleApp.class.getClassLoader())
            .setBaseName("sample")
            .build()
            .bootstrap()) {
      return curated.createAugmentor().createProductionApplication().getJar().getPath();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(path -> {
        Path target = to.resolve(from.relativize(path).toString());
        try {
          if (Files.isDirectory(path)) {
            Files.createDirectories(target);
          } else {
            Files.createDirectories(target.getParent());
            Files.copy(path, target);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
