package aico.audit.log;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Holds the tile files of a log against hashes computed from its segments. */
public final class TileCheck {
  /** Bounds memory on a log that is damaged throughout. */
  private static final int REPORTED_MAX = 100_000;

  private final LogFolder folder;
  private final Consumer<Problem> problems;
  private final TreeSet<Long> reported = new TreeSet<>();

  public TileCheck(LogFolder folder, Consumer<Problem> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /**
   * Checks every file there is at one place of one level, the full tile and all partial ones, as
   * far as the hashes reach.
   *
   * @param computed the hashes of the tile's place, {@code computed.width()} of them
   * @param needed so many of them some file must have, since a checkpoint covers them
   */
  public void check(Tile computed, byte[] hashes, int needed) {
    int reaches = checkAll(computed, hashes);
    if (reaches < needed) {
      // A running service deletes partial tiles once there is the full one: look once more.
      reaches = checkAll(computed, hashes);
    }
    if (reaches < needed) {
      problems.accept(
          new Problem(
              computed.firstLeaf(reaches),
              computed.fullPath() + ": " + reaches + " hashes (expected: " + needed + ")"));
    }
  }

  /** How many hashes the widest file at this place has. */
  private int checkAll(Tile place, byte[] hashes) {
    int reaches = 0;
    for (Tile file : filesAt(place)) {
      boolean there =
          file.level() == Tile.ENTRIES ? checkBundle(file, hashes) : checkHashes(file, hashes);
      reaches = there ? Math.max(reaches, file.width()) : reaches;
    }
    return reaches;
  }

  private List<Tile> filesAt(Tile place) {
    List<Tile> files = new ArrayList<>();
    if (Files.exists(folder.root().resolve(place.fullPath()))) {
      files.add(new Tile(place.level(), place.index(), Tile.WIDTH));
    }
    try (var partials = Files.newDirectoryStream(folder.root().resolve(place.partialsPath()))) {
      for (Path partial : partials) {
        String width = partial.getFileName().toString();
        if (width.matches("[1-9][0-9]{0,2}") && Integer.parseInt(width) < Tile.WIDTH) {
          files.add(new Tile(place.level(), place.index(), Integer.parseInt(width)));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private boolean checkHashes(Tile tile, byte[] hashes) {
    byte[] found;
    try {
      found = Files.readAllBytes(folder.tile(tile));
    } catch (NoSuchFileException deletedMeanwhile) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
    int compared = Math.min(tile.width(), hashes.length / Hashes.SIZE_BYTES);
    int common = Math.min(compared * Hashes.SIZE_BYTES, found.length);
    for (int at = 0; at + Hashes.SIZE_BYTES <= common; at += Hashes.SIZE_BYTES) {
      int end = at + Hashes.SIZE_BYTES;
      if (!Arrays.equals(found, at, end, hashes, at, end)) {
        report(tile, at / Hashes.SIZE_BYTES, "hash differs from the segments");
      }
    }
    if (found.length != tile.width() * Hashes.SIZE_BYTES) {
      int whole = Math.min(found.length / Hashes.SIZE_BYTES, tile.width() - 1);
      report(tile, whole, found.length + " bytes");
    }
    return true;
  }

  /** Hashes each entry of the bundle and compares it with the leaf hashes. */
  private boolean checkBundle(Tile tile, byte[] hashes) {
    int entry = 0;
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(folder.tile(tile))))) {
      int compared = Math.min(tile.width(), hashes.length / Hashes.SIZE_BYTES);
      for (; entry < compared; entry++) {
        byte[] leaf = new byte[in.readUnsignedShort()];
        in.readFully(leaf);
        int at = entry * Hashes.SIZE_BYTES;
        if (!Arrays.equals(
            Hashes.leaf(leaf), 0, Hashes.SIZE_BYTES, hashes, at, at + Hashes.SIZE_BYTES)) {
          report(tile, entry, "entry differs from the segments");
          return true;
        }
      }
      if (entry == tile.width() && in.read() >= 0) {
        report(tile, entry - 1, "more bytes than entries");
      }
    } catch (NoSuchFileException deletedMeanwhile) {
      return false;
    } catch (EOFException e) {
      report(tile, entry, "cut short");
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
    return true;
  }

  /** Reports a hash, unless what it covers has been reported: then it differs because of that. */
  private void report(Tile tile, int n, String what) {
    long first = tile.firstLeaf(n);
    if (tile.level() > 0) {
      Long below = reported.ceiling(first);
      if (below != null && below < tile.firstLeaf(n + 1)) {
        return;
      }
    }
    if (reported.size() < REPORTED_MAX) {
      reported.add(first);
    }
    problems.accept(new Problem(first, tile.path() + ": " + what));
  }
}
