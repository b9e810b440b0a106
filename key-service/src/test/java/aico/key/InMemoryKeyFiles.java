package aico.key;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Key files without a disk. */
public final class InMemoryKeyFiles implements KeyFiles {
  private final Map<String, KeyFile> files = new TreeMap<>();
  private boolean full;

  public void full(boolean value) {
    full = value;
  }

  @Override
  public List<KeyFile> readAll() {
    return List.copyOf(files.values());
  }

  @Override
  public void write(KeyFile file) {
    if (full) {
      throw new KeyException("no space left on device");
    }
    files.put(file.user(), file);
  }

  @Override
  public void remove(String user) {
    files.remove(user);
  }
}
