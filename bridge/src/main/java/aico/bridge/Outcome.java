package aico.bridge;

/** What became of a delivery. */
public sealed interface Outcome {
  /** The other side has it, as far as its protocol tells. */
  record Delivered() implements Outcome {}

  /**
   * Not now: the other side is away, busy, or set up wrongly. Nothing is lost by waiting.
   *
   * @param waitMs how long the other side wants to be left alone; 0 when it did not say
   */
  record Later(String reason, long waitMs) implements Outcome {}

  /** Never: the other side refuses these very events. */
  record Refused(String reason) implements Outcome {}

  static Outcome delivered() {
    return new Delivered();
  }

  static Later later(String reason) {
    return new Later(reason, 0);
  }
}
