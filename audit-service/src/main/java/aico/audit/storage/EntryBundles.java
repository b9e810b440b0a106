package aico.audit.storage;

import aico.audit.log.LogFolder;
import aico.audit.log.Tile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes entry bundles, the tiles that hold events. */
final class EntryBundles {
  private static final Pattern NAME = Pattern.compile("(x?)([0-9]{3})(\\.p|\\.new)?");
  private static final int NAMES = 1_000;

  private EntryBundles() {}

  /**
   * Removes every bundle that holds a leaf before this one, the one in which it stands itself, too.
   * Only folders with such in them are looked into.
   *
   * @param step is called before each
   */
  static void removeBefore(LogFolder folder, long firstKept, Runnable step) throws IOException {
    Path all = folder.root().resolve("tile/entries");
    if (firstKept > 0 && Files.isDirectory(all)) {
      remove(all, 0, (firstKept - 1) / Tile.WIDTH, step);
    }
  }

  /**
   * Removes those up to a number.
   *
   * @param above what the folder's name says of the numbers in it
   */
  private static void remove(Path in, long above, long last, Runnable step) throws IOException {
    boolean removed = false;
    for (Path entry : list(in)) {
      Matcher name = NAME.matcher(String.valueOf(entry.getFileName()));
      if (!name.matches()) {
        continue;
      }
      long number = above * NAMES + Long.parseLong(name.group(2));
      if (!name.group(1).isEmpty()) {
        if (number * NAMES <= last) {
          remove(entry, number, last, step);
          removed |= removeEmpty(entry);
        }
      } else if (number <= last) {
        step.run();
        for (Path partial : Files.isDirectory(entry) ? list(entry) : List.<Path>of()) {
          Files.delete(partial);
        }
        Files.delete(entry);
        removed = true;
      }
    }
    if (removed) {
      Durable.syncFolder(in);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> names = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.forEach(names::add);
    }
    return names;
  }

  private static boolean removeEmpty(Path folder) throws IOException {
    try {
      Files.delete(folder);
      return true;
    } catch (DirectoryNotEmptyException hasMore) {
      return false;
    }
  }
}
