package aico.audit;

import aico.audit.Journal.Sent;
import java.nio.charset.StandardCharsets;

/** Records as producers send them. */
public final class Records {
  public static final String INCARNATION = "0123456789abcdef0123456789abcdef";

  private Records() {}

  /** A sound record; its sequence makes it unlike others. */
  public static byte[] record(String source, long sequence) {
    return record(source, sequence, "");
  }

  /** A sound record with some more in its data. */
  public static byte[] record(String source, long sequence, String more) {
    return ("{\"specversion\":\"1.0\",\"id\":\"id-"
            + sequence
            + "\",\"source\":\""
            + source
            + "\",\"type\":\"aico.vault.mounted\",\"time\":\"2026-11-23T22:03:04.000Z\","
            + "\"data\":{\"n\":"
            + sequence
            + ",\"more\":\""
            + more
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  public static Sent sent(String producer, long sequence) {
    return new Sent(new Position(producer, INCARNATION, sequence), record(producer, sequence));
  }
}
