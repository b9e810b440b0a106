package aico.key;

import java.util.Map;

/** Where failed attempts are counted, so that a restart does not forget them. */
public interface ThrottleFile {
  /** By user; empty when there were none. */
  Map<String, Failures> read();

  void write(Map<String, Failures> failures);

  /**
   * Wrong passwords in a row.
   *
   * @param count how many
   * @param notBeforeMs no other attempt before this time, in ms since 1970
   */
  record Failures(int count, long notBeforeMs) {}
}
