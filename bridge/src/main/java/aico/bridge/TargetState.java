package aico.bridge;

/**
 * How a target is doing, for {@code aico bridge list}.
 *
 * @param state {@code running, failing, stopped}
 * @param cursor the first sequence that it has not got
 * @param head the length of the log, or -1
 * @param delivered events since the process started
 * @param aside events refused for good, in the dead letter file
 * @param error what went wrong last; empty when nothing did
 * @param errorAtMs when, milliseconds since 1970; 0 when never
 * @param deliveredAtMs when events were taken last; 0 when never
 */
public record TargetState(
    String name,
    String state,
    long cursor,
    long head,
    long delivered,
    long aside,
    String error,
    long errorAtMs,
    long deliveredAtMs) {
  public static final String RUNNING = "running";
  public static final String FAILING = "failing";
  public static final String STOPPED = "stopped";
}
