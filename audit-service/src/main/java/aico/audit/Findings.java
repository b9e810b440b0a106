package aico.audit;

import aico.audit.Duplicates.AfterGap;
import aico.audit.Duplicates.Sighting;
import aico.audit.RecordCheck.Forged;
import aico.audit.RecordCheck.Malformed;
import aico.audit.RecordCheck.Sound;
import aico.audit.RecordCheck.Verdict;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import java.util.HexFormat;
import java.util.Optional;

/** The events that audit-service itself records about what producers send. */
final class Findings {
  /** The position of a record that was refused: read back at start, since it has no leaf. */
  static final String PRODUCER = "producer";

  static final String INCARNATION = "incarnation";
  static final String SEQUENCE = "producer_sequence";
  static final String SHA_256 = "sha256";

  private Findings() {}

  /** Where a sound record comes unexpectedly: what is wrong about that. */
  static Optional<AuditEvent> about(Entry entry, Sighting sighting) {
    return switch (sighting) {
      case Duplicates.Next next -> Optional.empty();
      case Duplicates.Known known -> Optional.empty();
      case AfterGap gap ->
          Optional.of(
              positioned(EventCode.RECORD_GAP, entry)
                  .with("missing_from", Long.toString(gap.from()))
                  .with("missing", Long.toString(gap.missing())));
      case Duplicates.Conflicting conflicting ->
          Optional.of(
              positioned(EventCode.RECORD_CONFLICT, entry)
                  .with("reason", "another record has this position"));
      case Duplicates.Late late ->
          Optional.of(
              positioned(EventCode.RECORD_CONFLICT, entry)
                  .with("reason", "too late to tell whether it is stored already"));
    };
  }

  /** Why a record is not stored. */
  static Optional<AuditEvent> refusal(Entry entry) {
    Verdict verdict = entry.verdict();
    return switch (verdict) {
      case Sound sound -> Optional.empty();
      case Malformed malformed ->
          Optional.of(
              positioned(EventCode.RECORD_REFUSED, entry)
                  .failed()
                  .with("reason", malformed.reason()));
      case Forged forged ->
          Optional.of(
              positioned(EventCode.PEER_REFUSED, entry)
                  .failed()
                  .with("reason", "source: another principal's"));
    };
  }

  private static AuditEvent positioned(EventCode code, Entry entry) {
    Position position = entry.position();
    return AuditEvent.of(code)
        .by(position.producer(), null)
        .with(PRODUCER, position.producer())
        .with(INCARNATION, position.incarnation())
        .with(SEQUENCE, Long.toString(position.sequence()))
        .with(SHA_256, HexFormat.of().formatHex(entry.sha256()));
  }
}
