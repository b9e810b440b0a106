package aico.policy.storage;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.zmq.Json;
import aico.policy.PolicyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * {@code policy-version.json}: numbers the policies that were ever in force here, so that their
 * version rises with every change across restarts and upgrades.
 *
 * <pre>{"version": 1, "policies": 3, "digest": "&lt;64 hex&gt;"}</pre>
 */
public final class VersionFile {
  static final String FILE_NAME = "policy-version.json";
  private static final int VERSION = 1;

  /** The file has under 200 bytes. */
  private static final int MAX_SIZE_BYTES = 4096;

  private final Path folder;
  private final Path file;

  public VersionFile(Path stateFolder) {
    folder = stateFolder;
    file = stateFolder.resolve(FILE_NAME);
  }

  /**
   * What the file holds.
   *
   * @param version of the form
   * @param policies the number of the policies in force, from 1
   * @param digest of their texts
   */
  private record Content(long version, long policies, String digest) {
    private Content {
      if (version != VERSION) {
        throw new InvalidField(
            "version",
            version
                + " (expected: "
                + VERSION
                + ")"
                + (version > VERSION ? "; written by a newer release" : ""));
      }
      Shapes.between("policies", policies, 1, Long.MAX_VALUE - 1);
      Shapes.publicKey("digest", digest);
    }
  }

  /**
   * The number of the policies with this digest; one more than the last where they changed.
   *
   * @throws PolicyException naming the file and the field at fault
   */
  public long numberOf(String digest) {
    Optional<Content> known = read();
    if (known.isPresent() && known.get().digest.equals(digest)) {
      return known.get().policies;
    }
    Content next = new Content(VERSION, known.map(k -> k.policies + 1).orElse(1L), digest);
    write(next);
    return next.policies;
  }

  private Optional<Content> read() {
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAX_SIZE_BYTES) {
        throw new PolicyException(FILE_NAME + ": over " + MAX_SIZE_BYTES + " bytes");
      }
      return Optional.of(Json.strict().read(Files.readAllBytes(file), Content.class));
    } catch (IOException e) {
      throw new PolicyException(FILE_NAME + ": unreadable", e);
    } catch (InvalidField e) {
      throw new PolicyException(FILE_NAME + ": " + e.getMessage(), e);
    }
  }

  /** Renames a synced file over the old one: after a crash there is the old or the new. */
  private void write(Content content) {
    Path next = folder.resolve("." + FILE_NAME + ".next");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(Json.strict().writeIndented(content));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new PolicyException(FILE_NAME + ": could not be written: " + e.getMessage(), e);
    }
  }
}
