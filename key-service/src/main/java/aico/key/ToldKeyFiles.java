package aico.key;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;

/** Key files whose generations are told after each write, so that an older copy is noticed. */
public final class ToldKeyFiles implements KeyFiles {
  private final KeyFiles files;
  private final ObjLongConsumer<String> written;
  private final Map<String, Long> generations = new ConcurrentHashMap<>();

  public ToldKeyFiles(KeyFiles files, ObjLongConsumer<String> written) {
    this.files = files;
    this.written = written;
  }

  /** Each file that was there at first, and its generation then. */
  public Map<String, Long> generations() {
    return Map.copyOf(generations);
  }

  @Override
  public List<KeyFile> readAll() {
    List<KeyFile> all = files.readAll();
    all.forEach(file -> generations.putIfAbsent(store(file), file.generation()));
    return all;
  }

  @Override
  public void write(KeyFile file) {
    files.write(file);
    written.accept(store(file), file.generation());
  }

  /** Generation 0: from here on it is not missed. */
  @Override
  public void remove(String user) {
    files.remove(user);
    written.accept(store(user), 0);
  }

  private static String store(KeyFile file) {
    return store(file.user());
  }

  private static String store(String user) {
    return "keys/" + user;
  }
}
