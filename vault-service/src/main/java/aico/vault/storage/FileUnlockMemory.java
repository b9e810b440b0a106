package aico.vault.storage;

import aico.bus.zmq.SpareFile;
import aico.vault.UnlockMemory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** One file, {@code {"version":1,"ended_unlocks":["<32 hex>", …]}}; none means none. */
public final class FileUnlockMemory implements UnlockMemory {
  private static final int VERSION = 1;

  /** Ids of the unlocks of all users. */
  private static final int SPARE_BYTES = 8 * 1024;

  private final Path file;
  private final SpareFile spare;

  /** That file; room to write it on a full disk is set aside beside it. */
  public FileUnlockMemory(Path file) {
    this.file = file;
    spare = new SpareFile(file, SPARE_BYTES);
    spare.setAside();
  }

  @Override
  public Set<String> load() {
    if (!Files.exists(file)) {
      return Set.of();
    }
    StateFile state = StateFile.read(file, VERSION);
    Set<String> ended = state.texts("ended_unlocks");
    state.end();
    return ended;
  }

  @Override
  public void save(Set<String> endedUnlockIds) {
    ObjectNode object = StateFile.object(VERSION);
    var list = object.putArray("ended_unlocks");
    new TreeSet<>(endedUnlockIds).forEach(list::add);
    StateFile.write(file, object, spare);
  }
}
