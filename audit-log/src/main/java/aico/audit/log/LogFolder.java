package aico.audit.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Where the files of a log stand, all below one folder: {@code segments/<20 digits>.seg}, {@code
 * checkpoint}, {@code tile/…}, {@code epochs/<number>}, {@code pruned}.
 */
public record LogFolder(Path root) {
  private static final Pattern SEGMENT_NAME = Pattern.compile("[0-9]{20}\\.seg");

  /** Segments, each named after the sequence of its first leaf. */
  public Path segments() {
    return root.resolve("segments");
  }

  /** The segment whose first leaf has this sequence. */
  public Path segment(long firstSequence) {
    return segments().resolve(String.format(Locale.ROOT, "%020d.seg", firstSequence));
  }

  /** The last signed checkpoint, a C2SP signed note. */
  public Path checkpoint() {
    return root.resolve("checkpoint");
  }

  /** Certificates of the keys that sign for a day each; see {@link Epoch}. */
  public Path epochs() {
    return root.resolve("epochs");
  }

  /** The certificate of that epoch. */
  public Path epoch(long number) {
    return epochs().resolve(Long.toString(number));
  }

  /** What a start knows of the events that were dropped; not there before any were. */
  public Path pruned() {
    return root.resolve("pruned");
  }

  /** The sequence of the first leaf that is kept: what is before it was dropped. */
  public long first() {
    TreeMap<Long, Path> segments = listSegments();
    return segments.isEmpty() ? 0 : segments.firstKey();
  }

  /** A hash tile or, for {@link Tile#ENTRIES}, an entry bundle. */
  public Path tile(Tile tile) {
    return root.resolve(tile.path());
  }

  /** The segments on disk by the sequence of their first leaf. */
  public TreeMap<Long, Path> listSegments() {
    TreeMap<Long, Path> found = new TreeMap<>();
    if (!Files.isDirectory(segments())) {
      return found;
    }
    try (var files = Files.newDirectoryStream(segments(), "*.seg")) {
      for (Path file : files) {
        firstSequence(file).ifPresent(first -> found.put(first, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static OptionalLong firstSequence(Path file) {
    String name = file.getFileName().toString();
    if (!SEGMENT_NAME.matcher(name).matches()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name, 0, 20, 10));
    } catch (NumberFormatException beyondLong) {
      return OptionalLong.empty();
    }
  }
}
