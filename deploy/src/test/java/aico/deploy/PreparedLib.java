package aico.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The {@code lib} of the first home that was launched, with its caches for fast starts, for the
 * homes after it. They share its files by hard links; nothing writes to them.
 */
final class PreparedLib {
  static final PreparedLib INSTANCE = new PreparedLib();

  private @Nullable Path kept;

  private PreparedLib() {}

  /** Keeps the lib of a launched home, if none is kept yet. */
  synchronized void keep(Path home) {
    if (kept != null) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("aico-it-lib-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> run("rm", "-rf", folder.toString())));
      link(home.resolve("lib"), folder.resolve("lib"));
      kept = folder.resolve("lib");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a home that does not exist yet the lib that is kept, if any. */
  synchronized void linkInto(Path home) {
    if (kept == null) {
      return;
    }
    try {
      Files.createDirectory(home);
      link(kept, home.resolve("lib"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void link(Path from, Path to) {
    assertThat(run("cp", "-al", from.toString(), to.toString())).isZero();
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
