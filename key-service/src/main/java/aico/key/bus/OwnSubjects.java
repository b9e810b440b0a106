package aico.key.bus;

import aico.bus.connector.EventSeal;
import aico.bus.connector.SealingSubjects;
import aico.bus.contract.AuditEvent;
import aico.bus.crypto.SecretBytes;
import aico.key.Subjects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the names out of this service's own events; it has the keys itself. */
public final class OwnSubjects implements EventSeal, AutoCloseable {
  private final SealingSubjects sealing = new SealingSubjects();
  private @Nullable Subjects subjects;

  /** Until then nothing with a name in it is recorded. */
  public synchronized void open(Subjects opened) {
    subjects = opened;
  }

  /** Each event by what is known then: who is being added is gone again if it is not recorded. */
  @Override
  public synchronized SealedEvent seal(AuditEvent event, boolean reserve) {
    Subjects opened = subjects;
    if (opened != null) {
      Subjects.Directory now = opened.own(sealing.state());
      Optional<SecretBytes> fresh = now.pseudonymKeys();
      if (fresh.isPresent()) {
        try (SecretBytes keys = fresh.get()) {
          sealing.exchange(
              now.state(),
              now.subjects().stream()
                  .map(each ->
                      new SealingSubjects.Entry(each.user(), each.subject(), each.publicKey()))
                  .toList(),
              keys);
        }
      }
    }
    return sealing.seal(event, reserve);
  }

  @Override
  public synchronized void close() {
    subjects = null;
    sealing.close();
  }
}
