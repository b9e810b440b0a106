package aico.key.tpm2;

import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretChild;
import aico.key.KeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with the TPM, command by command, with a folder for what passes between them:
 * public parts, and private parts that the TPM has encrypted. Secrets go through pipes alone.
 */
final class Tpm2Tools implements AutoCloseable {
  /** A TPM is slow and may be busy with others; a minute is far beyond any single command. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String tcti;
  private final Path folder;

  Tpm2Tools(String tcti) {
    this.tcti = tcti;
    try {
      folder = Files.createTempDirectory("tpm2-");
    } catch (IOException failed) {
      throw new KeyException("TPM: no folder for its contexts: " + failed.getMessage(), failed);
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  void put(String name, byte[] content) {
    try {
      Files.write(file(name), content);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs one tool; then the TPM's few places for objects and sessions are free again. */
  SecretChild.Ended run(@Nullable SecretBytes input, String tool, String... arguments) {
    SecretChild.Ended ended = tool(input, tool, arguments);
    tool(null, "tpm2_flushcontext", "--transient-object").close();
    tool(null, "tpm2_flushcontext", "--loaded-session").close();
    return ended;
  }

  /**
   * Runs one tool whose output is not wanted.
   *
   * @throws KeyException when it fails
   */
  void require(@Nullable SecretBytes input, String tool, String... arguments) {
    try (SecretChild.Ended ended = run(input, tool, arguments)) {
      if (!ended.ok()) {
        throw new KeyException("%s: %s".formatted(tool, ended.complaint()));
      }
    }
  }

  private SecretChild.Ended tool(@Nullable SecretBytes input, String tool, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(tool);
    line.addAll(Arrays.asList(arguments));
    return SecretChild.run(
        LIMIT, Map.of("TPM2TOOLS_TCTI", tcti, "TSS2_LOG", "all+none"), input, line);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException left) {
      // Nothing in it is secret.
    }
  }
}
