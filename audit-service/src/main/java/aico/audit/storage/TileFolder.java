package aico.audit.storage;

import aico.audit.TileStore;
import aico.audit.log.LogFolder;
import aico.audit.log.Tile;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hash tiles and entry bundles as files (C2SP tlog-tiles). Partial tiles stay until the full one is
 * there: a checkpoint was signed for each of them.
 */
public final class TileFolder implements TileStore {
  private final LogFolder folder;
  private @Nullable OutputStream bundle;
  private long bundleIndex;
  private int bundleWidth;

  public TileFolder(LogFolder folder) {
    this.folder = folder;
  }

  @Override
  public void putHashes(Tile tile, byte[] hashes) {
    try {
      Path beside = beside(tile);
      Files.write(beside, hashes);
      finish(beside, tile);
    } catch (IOException e) {
      throw new UncheckedIOException(tile.path(), e);
    }
  }

  @Override
  public void addEntry(long index, byte[] leaf) {
    try {
      OutputStream out = bundle;
      if (out == null) {
        out = begin(index);
      }
      out.write(leaf.length >>> 8);
      out.write(leaf.length);
      out.write(leaf);
      bundleWidth++;
      if (bundleWidth == Tile.WIDTH) {
        flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("tile/entries", e);
    }
  }

  /** A bundle starts with what the last partial one holds. */
  private OutputStream begin(long index) throws IOException {
    bundleIndex = index / Tile.WIDTH;
    bundleWidth = (int) (index % Tile.WIDTH);
    Path beside = beside(new Tile(Tile.ENTRIES, bundleIndex, Tile.WIDTH));
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside));
    bundle = out;
    if (bundleWidth > 0) {
      copyStart(new Tile(Tile.ENTRIES, bundleIndex, bundleWidth), out);
    }
    return out;
  }

  /** From the partial bundle or, once that is deleted, from the full one. */
  private void copyStart(Tile partial, OutputStream out) throws IOException {
    Path full = folder.root().resolve(partial.fullPath());
    if (!Files.exists(full)) {
      Files.copy(folder.tile(partial), out);
      return;
    }
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(full)))) {
      for (int i = 0; i < partial.width(); i++) {
        int length = in.readUnsignedShort();
        out.write(length >>> 8);
        out.write(length);
        out.write(in.readNBytes(length));
      }
    }
  }

  @Override
  public void flush() {
    OutputStream out = bundle;
    if (out == null) {
      return;
    }
    try {
      out.close();
      bundle = null;
      Path beside = beside(new Tile(Tile.ENTRIES, bundleIndex, Tile.WIDTH));
      finish(beside, new Tile(Tile.ENTRIES, bundleIndex, bundleWidth));
    } catch (IOException e) {
      throw new UncheckedIOException("tile/entries", e);
    }
  }

  /**
   * Puts the full tiles and bundles on disk that lie between two sizes of the tree: from then on
   * they need not be made anew after a power cut.
   */
  public void sync(long from, long to) throws IOException {
    sync(Tile.ENTRIES, from, to);
  }

  /** The same of hash tiles alone: from then on they outlast the segments that they came from. */
  void syncHashes(long from, long to) throws IOException {
    sync(0, from, to);
  }

  private void sync(int lowest, long from, long to) throws IOException {
    Set<Path> folders = new HashSet<>();
    long first = folder.first();
    for (int level = lowest; level <= 0 || Tile.hashesAt(level, to) > 0; level++) {
      long last = Tile.hashesAt(level, to) / Tile.WIDTH;
      for (long index = Tile.hashesAt(level, from) / Tile.WIDTH; index < last; index++) {
        Tile tile = new Tile(level, index, Tile.WIDTH);
        if (level == Tile.ENTRIES && tile.firstLeaf(0) < first) {
          continue;
        }
        Path file = folder.tile(tile);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          channel.force(true);
        }
        for (Path parent = file.getParent();
            parent != null && !parent.equals(folder.root().getParent());
            parent = parent.getParent()) {
          folders.add(parent);
        }
      }
    }
    for (Path parent : folders) {
      Durable.syncFolder(parent);
    }
  }

  @Override
  public void discard() {
    try (OutputStream dropped = bundle) {
      bundle = null;
    } catch (IOException e) {
      // Its bytes are not wanted.
      bundle = null;
    }
  }

  /** Where a tile is written before it gets its name. */
  private Path beside(Tile tile) throws IOException {
    Path full = folder.root().resolve(tile.fullPath());
    Path parent = full.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return full.resolveSibling(full.getFileName() + ".new");
  }

  private void finish(Path beside, Tile tile) throws IOException {
    Path file = folder.tile(tile);
    Path partials = folder.root().resolve(tile.partialsPath());
    if (tile.width() < Tile.WIDTH) {
      Files.createDirectories(partials);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    if (tile.width() == Tile.WIDTH && Files.isDirectory(partials)) {
      deletePartials(partials);
    }
  }

  private static void deletePartials(Path partials) throws IOException {
    try (var files = Files.newDirectoryStream(partials)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    try {
      Files.deleteIfExists(partials);
    } catch (DirectoryNotEmptyException strangersFile) {
      // Not ours to delete.
    }
  }
}
