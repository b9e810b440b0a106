package aico.key;

import java.util.Map;

/** Where the dates of passed {@link RecoveryTests} are kept. */
public interface RecoveryTestFile {
  /**
   * By user; empty when there were none.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Map<String, RecoveryTests.Passed> read();

  /** Replaces it, durably and whole. */
  void write(Map<String, RecoveryTests.Passed> passed);
}
