package aico.audit.storage;

import aico.audit.CheckpointStore;
import aico.audit.SignedHead;
import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.LogFolder;
import aico.audit.log.Vkey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file {@code checkpoint}. */
public final class CheckpointFile implements CheckpointStore {
  private final Path file;

  public CheckpointFile(LogFolder folder) {
    this.file = folder.checkpoint();
  }

  /** Whether there is one. */
  public boolean exists() {
    return Files.exists(file);
  }

  @Override
  public void put(byte[] note) {
    try {
      Durable.replace(file, note);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /**
   * The last checkpoint, or null before the first.
   *
   * @throws StateFileDamaged when there is one that the key did not sign
   */
  public @Nullable SignedHead read(Vkey vkey) {
    try {
      byte[] note = Files.readAllBytes(file);
      return new SignedHead(Checkpoint.open(note, vkey), note);
    } catch (NoSuchFileException none) {
      return null;
    } catch (AuditLogException e) {
      throw new StateFileDamaged(file, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
