package aico.key;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;

/**
 * Key files whose generations are told after each write, so that an older copy is noticed. The
 * trail calls them by their subject and not by their user, since it tells of stores in the clear; a
 * file of before there were subjects has its user's name.
 */
public final class ToldKeyFiles implements KeyFiles {
  private static final String PREFIX = "keys/";

  private final KeyFiles files;
  private final ObjLongConsumer<String> written;
  private final Map<String, Long> generations = new ConcurrentHashMap<>();
  private final Map<String, String> stores = new ConcurrentHashMap<>();

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
    all.forEach(file -> {
      generations.putIfAbsent(store(file), file.generation());
      stores.put(file.user(), store(file));
    });
    return all;
  }

  /**
   * A store that gets another name is not missed under the old one; said first, since what is said
   * too early is only compared from the next start on.
   */
  @Override
  public void write(KeyFile file) {
    String before = stores.get(file.user());
    if (before != null && !before.equals(store(file))) {
      written.accept(before, 0);
    }
    files.write(file);
    stores.put(file.user(), store(file));
    written.accept(store(file), file.generation());
  }

  /** Generation 0: from here on it is not missed. */
  @Override
  public void remove(String user) {
    files.remove(user);
    String store = stores.remove(user);
    if (store != null) {
      written.accept(store, 0);
    }
  }

  /** A store as a person knows it: by its user. */
  public String shown(String store) {
    return stores.entrySet().stream()
        .filter(each -> each.getValue().equals(store))
        .map(each -> PREFIX + each.getKey())
        .findFirst()
        .orElse(store);
  }

  private static String store(KeyFile file) {
    Subject subject = file.subject();
    return PREFIX + (subject == null ? file.user() : subject.id());
  }
}
