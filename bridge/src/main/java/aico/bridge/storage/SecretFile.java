package aico.bridge.storage;

import aico.bridge.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The secret that a target's other side gave: no key of the suite. HTTP and MQTT libraries want it
 * on the heap; this process is undumpable and nothing else runs in it.
 */
public final class SecretFile {
  private static final int MAX_BYTES = 4096;

  private SecretFile() {}

  /** The content without a newline at its end. */
  public static byte[] read(Path file) {
    byte[] content;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new BridgeException(
            "secret_file", file.getFileName() + ": larger than " + MAX_BYTES + " bytes");
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BridgeException("secret_file", file.getFileName() + ": cannot be read", e);
    }
    int size = content.length;
    while (size > 0 && (content[size - 1] == '\n' || content[size - 1] == '\r')) {
      size--;
    }
    if (size == 0) {
      throw new BridgeException("secret_file", file.getFileName() + ": empty");
    }
    byte[] secret = Arrays.copyOf(content, size);
    Arrays.fill(content, (byte) 0);
    return secret;
  }
}
