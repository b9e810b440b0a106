package aico.audit;

import aico.audit.log.Leaf;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.Principals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log in memory, into which own events can be recorded until the process is said to be dead. */
final class InMemoryLog implements Leaves.Source, Integrators.OwnTrail {
  private final List<byte[]> leaves = new ArrayList<>();
  private final OwnEvents envelope = TestEvents.events();
  private int dieAfter = Integer.MAX_VALUE;
  private boolean diesBefore;
  private volatile boolean dead;

  synchronized void append(byte[] leaf) {
    leaves.add(leaf);
  }

  synchronized long size() {
    return leaves.size();
  }

  /** The process dies at one of the next records: before it is on disk, or right after. */
  synchronized void dieAt(int records, boolean before) {
    dieAfter = records;
    diesBefore = before;
    dead = false;
  }

  boolean isDead() {
    return dead;
  }

  @Override
  public synchronized void record(AuditEvent event) {
    if (dead) {
      throw new AuditException("dead");
    }
    boolean last = --dieAfter == 0;
    if (last && diesBefore) {
      dead = true;
      throw new AuditException("dead");
    }
    leaves.add(
        new Leaf(
                leaves.size(),
                Principals.AUDIT,
                "0123456789abcdef0123456789abcdef",
                leaves.size() + 1L,
                envelope.encode(event))
            .encode());
    if (last) {
      dead = true;
      throw new AuditException("dead");
    }
  }

  /** The leaves that hold this text. */
  synchronized List<String> with(String text) {
    return leaves.stream()
        .map(leaf -> new String(leaf, StandardCharsets.UTF_8))
        .filter(leaf -> leaf.contains(text))
        .toList();
  }

  @Override
  public Leaves from(long index) {
    return new Leaves() {
      private long next = index;

      @Override
      public long nextIndex() {
        return next;
      }

      @Override
      public Optional<byte[]> next() {
        synchronized (InMemoryLog.this) {
          return next < leaves.size()
              ? Optional.of(leaves.get(Math.toIntExact(next++)))
              : Optional.empty();
        }
      }

      @Override
      public long offset() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
