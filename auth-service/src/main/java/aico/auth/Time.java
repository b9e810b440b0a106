package aico.auth;

/** The clocks: one that people read, one that never steps. */
public interface Time {

  /** Seconds since 1970, as the system's clock has them. */
  long wallS();

  /** Seconds since some moment; never steps while the process lives. */
  long monotonicS();
}
