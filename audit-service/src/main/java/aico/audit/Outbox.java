package aico.audit;

/** A producer's outbox: its principal, and the random id that its numbering has, 32 hex digits. */
record Outbox(String producer, String incarnation) {
  static Outbox of(Position position) {
    return new Outbox(position.producer(), position.incarnation());
  }
}
