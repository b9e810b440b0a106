package aico.audit;

import aico.audit.RecordCheck.Verdict;

/**
 * A record on its way into the log, checked and hashed outside the writer's thread.
 *
 * @param sha256 of the record, by which a second sending is recognised
 */
record Entry(Position position, byte[] record, byte[] sha256, Verdict verdict) {

  static Entry of(Position position, byte[] record, Digests digests) {
    return new Entry(
        position, record, digests.sha256(record), RecordCheck.check(position.producer(), record));
  }
}
