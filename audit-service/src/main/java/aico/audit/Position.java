package aico.audit;

/**
 * Where a record stands at its producer.
 *
 * @param producer the authenticated principal
 * @param incarnation the random id of the producer's outbox, 32 hex digits
 * @param sequence counts the outbox's records from {@link #FIRST}
 */
public record Position(String producer, String incarnation, long sequence) {
  public static final long FIRST = 1;
}
