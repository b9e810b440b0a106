package aico.bus.zmq.outbox;

import aico.bus.crypto.HashChain;
import aico.bus.zmq.Limits;
import aico.bus.zmq.OutboxException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Holds the segments of an outbox against each other while they are read in order. */
final class ChainHashes {
  private @Nullable HashChain chain;
  private byte[] incarnation = {};
  private long nextSequence;

  void begin(Path file, SegmentHeader header) {
    HashChain running = chain;
    if (running == null) {
      chain = new HashChain(header.hashBefore(), Limits.RECORD_BYTES);
      incarnation = header.incarnation();
    } else if (!Arrays.equals(incarnation, header.incarnation())) {
      throw new OutboxException(file, "incarnation: not that of the segment before");
    } else if (nextSequence != header.firstSequence()) {
      throw new OutboxException(
          file, "first sequence: " + header.firstSequence() + " (expected: " + nextSequence + ")");
    } else if (!Arrays.equals(running.current(), header.hashBefore())) {
      throw new OutboxException(file, "chain hash: not that of the segment before");
    }
    nextSequence = header.firstSequence();
  }

  void add(byte[] bytes, int offset, int length) {
    HashChain running = chain;
    if (running == null) {
      throw new IllegalStateException("begin comes first");
    }
    running.add(bytes, offset, length);
    nextSequence++;
  }

  /** The hash after all records read, or null when there was no segment. */
  byte @Nullable [] current() {
    return chain == null ? null : chain.current();
  }
}
