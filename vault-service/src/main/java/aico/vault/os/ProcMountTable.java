package aico.vault.os;

import aico.vault.MountTable;
import aico.vault.VaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The mount table as {@code /proc/self/mountinfo} shows it. */
public final class ProcMountTable implements MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  @Override
  public List<Mount> mounts() {
    try {
      return MountInfo.parse(Files.readAllBytes(MOUNTINFO));
    } catch (IOException unreadable) {
      throw new VaultException("cannot read " + MOUNTINFO, unreadable);
    }
  }
}
