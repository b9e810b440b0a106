package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The epochs of a log, each signed by the one before: files {@code epochs/0}, {@code 1}, … */
public final class EpochChain {
  private final List<Epoch> epochs;

  private EpochChain(List<Epoch> epochs) {
    this.epochs = epochs;
  }

  /**
   * Reads and verifies the chain; an empty one where a log has none.
   *
   * @param anchor the key of epoch 0 as it is known from outside, or null
   * @throws AuditLogException when a certificate does not hold, or the anchor is another
   */
  public static EpochChain read(LogFolder folder, Vkey log, @Nullable Vkey anchor) {
    List<Epoch> epochs = new ArrayList<>();
    Epoch last = null;
    try {
      Path file = folder.epoch(0);
      while (Files.exists(file)) {
        long number = epochs.size();
        Epoch next =
            Epoch.open(Files.readAllBytes(file), log, number, last == null ? null : last.vkey());
        if (last != null && next.size() < last.size()) {
          throw new AuditLogException("epoch " + number + ": size: below the one before");
        }
        epochs.add(next);
        last = next;
        file = folder.epoch(number + 1);
      }
    } catch (AuditLogException bad) {
      throw new AuditLogException("epochs/" + epochs.size() + ": " + bad.getMessage(), bad);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (anchor != null
        && (epochs.isEmpty() || !epochs.getFirst().vkey().toString().equals(anchor.toString()))) {
      throw new AuditLogException("epochs/0: not the key that this log began with");
    }
    return new EpochChain(List.copyOf(epochs));
  }

  /** The first epoch alone, by which a log can be told from one made anew, if there is one. */
  public static Optional<Epoch> first(LogFolder folder, Vkey log) {
    try {
      return Files.exists(folder.epoch(0))
          ? Optional.of(Epoch.open(Files.readAllBytes(folder.epoch(0)), log, 0, null))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All of them, the first one first. */
  public List<Epoch> epochs() {
    return epochs;
  }

  /** The one that signs now. */
  public Optional<Epoch> newest() {
    return epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.getLast());
  }

  /**
   * Fails unless the epoch of its time signed the checkpoint too. The last one of an epoch has the
   * size at which the next begins.
   *
   * @throws AuditLogException when it did not
   */
  public void requireSigned(Checkpoint checkpoint, byte[] note) {
    if (epochs.isEmpty()) {
      return;
    }
    AuditLogException refused = new AuditLogException("checkpoint: older than the first epoch");
    for (Epoch epoch : epochs.reversed()) {
      if (epoch.size() > checkpoint.size()) {
        continue;
      }
      try {
        SignedNote.open(note, epoch.vkey());
        return;
      } catch (AuditLogException notBy) {
        refused = notBy;
      }
      if (epoch.size() < checkpoint.size()) {
        break;
      }
    }
    throw refused;
  }
}
