package aico.audit;

/** How many events fit one answer over the bus. */
public final class AnswerSize {
  /** Escaped bytes of one answer's events: with the rest it stays below a reply's 1 MiB. */
  public static final int MAX_BYTES = 900 * 1024;

  private static final int QUOTES_AND_COMMA = 3;

  private AnswerSize() {}

  /** What a leaf takes as a JSON string; leaves hold no control characters, being strict JSON. */
  public static int of(byte[] leaf) {
    int bytes = leaf.length + QUOTES_AND_COMMA;
    for (byte b : leaf) {
      if (b == '"' || b == '\\' || b < ' ' && b >= 0) {
        bytes += b < ' ' ? 5 : 1;
      }
    }
    return bytes;
  }
}
