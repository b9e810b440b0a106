package aico.policy.cedar;

import aico.policy.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where Cedar's native library is unpacked to. A file that a killed process left behind may be cut
 * short, and loading it would end the whole process with SIGBUS: so each start unpacks anew.
 */
public final class NativeFolder {
  /** Read by jne, which loads the library for Cedar. */
  private static final String EXTRACT_FOLDER = "jne.extract.dir";

  private NativeFolder() {}

  /**
   * Names the folder and empties it; must come before anything of Cedar.
   *
   * @param folder a folder that only this service's user can write to
   */
  public static void use(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path old : files(folder)) {
        Files.delete(old);
      }
    } catch (IOException e) {
      throw new PolicyException(folder + ": cannot be emptied: " + e.getMessage(), e);
    }
    System.setProperty(EXTRACT_FOLDER, folder.toString());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
