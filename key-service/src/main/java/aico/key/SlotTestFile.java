package aico.key;

import java.time.Instant;
import java.util.Map;

/** Where the dates of passed {@link SlotTests} are kept. */
public interface SlotTestFile {
  /**
   * By user and slot; empty before the first test.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Map<String, Map<String, Instant>> read();

  /** Replaces them, durably and whole. */
  void write(Map<String, Map<String, Instant>> tested);
}
