package aico.audit.storage;

import aico.detect.DetectException;
import aico.detect.Profile;
import aico.detect.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Profiles in a file of a fixed size: a name's page follows from its hash, and holds four profiles.
 * Where all four are taken, the one with the fewest active days gives way, so that names that
 * somebody makes up push out each other and not a person who was there for months. Nothing is read
 * until it is asked for; what was changed stays in memory until {@link WatchFiles} keeps it.
 */
final class ProfilePages implements Profiles {
  static final int PAGE_BYTES = 4096;
  static final int PAGES = 4096;
  private static final int SLOTS = 4;
  private static final int SLOT_BYTES = 1020;

  /** Pages in memory that were not changed; a home has a handful of people. */
  private static final int CLEAN_MAX = 32;

  /** Changed pages in memory from which on they should be kept. */
  private static final int DIRTY_MAX = 64;

  private final Path file;
  private final LinkedHashMap<Integer, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
  private int dirty;

  private static final class Page {
    private final @Nullable Profile[] slots = new Profile[SLOTS];
    private boolean changed;
  }

  ProfilePages(Path file) {
    this.file = file;
  }

  @Override
  public Profile of(String name, long nowMs) {
    Page page = page(place(name));
    int free = 0;
    for (int i = 0; i < SLOTS; i++) {
      Profile known = page.slots[i];
      if (known != null && known.name().equals(name)) {
        return known;
      }
      if (isWorthLess(known, page.slots[free])) {
        free = i;
      }
    }
    Profile fresh = Profile.fresh(name, nowMs);
    page.slots[free] = fresh;
    return fresh;
  }

  private static boolean isWorthLess(@Nullable Profile one, @Nullable Profile other) {
    if (one == null || other == null) {
      return one == null && other != null;
    }
    return one.activeDays() != other.activeDays()
        ? one.activeDays() < other.activeDays()
        : one.lastMs() < other.lastMs();
  }

  @Override
  public void changed(Profile profile) {
    Page page = page(place(profile.name()));
    if (!page.changed) {
      page.changed = true;
      dirty++;
    }
  }

  boolean isFull() {
    return dirty >= DIRTY_MAX;
  }

  private static int place(String name) {
    CRC32C hash = new CRC32C();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return (int) (hash.getValue() % PAGES);
  }

  private Page page(int place) {
    Page known = pages.get(place);
    if (known != null) {
      return known;
    }
    Page page = decoded(readPage(place));
    pages.put(place, page);
    Iterator<Page> eldest = pages.values().iterator();
    for (int clean = pages.size() - dirty; clean > CLEAN_MAX && eldest.hasNext(); ) {
      Page old = eldest.next();
      if (!old.changed && old != page) {
        eldest.remove();
        clean--;
      }
    }
    return page;
  }

  private ByteBuffer readPage(int place) {
    ByteBuffer bytes = ByteBuffer.allocate(PAGE_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long at = (long) place * PAGE_BYTES;
      while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {}
    } catch (java.nio.file.NoSuchFileException none) {
      // As good as empty.
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    return bytes.clear();
  }

  /** The changed pages, by their places. */
  Map<Integer, byte[]> changes() {
    Map<Integer, byte[]> changes = new TreeMap<>();
    pages.forEach((place, page) -> {
      if (page.changed) {
        changes.put(place, encoded(page));
      }
    });
    return changes;
  }

  /** The changes are kept. */
  void kept() {
    pages.values().forEach(page -> page.changed = false);
    dirty = 0;
  }

  /** Forgets what is in memory. */
  void forget() {
    pages.clear();
    dirty = 0;
  }

  static byte[] encoded(Page page) {
    ByteBuffer out = ByteBuffer.allocate(PAGE_BYTES);
    for (int i = 0; i < SLOTS; i++) {
      Profile profile = page.slots[i];
      out.position(i * SLOT_BYTES);
      if (profile != null) {
        byte[] name = profile.name().getBytes(StandardCharsets.UTF_8);
        out.putShort((short) name.length).put(name);
        profile.write(out);
      }
    }
    out.putInt(SLOTS * SLOT_BYTES, crc(out.array()));
    return out.array();
  }

  private static int crc(byte[] page) {
    CRC32C crc = new CRC32C();
    crc.update(page, 0, SLOTS * SLOT_BYTES);
    return (int) crc.getValue();
  }

  /** A page that is not whole is an empty one: its people are learned anew. */
  private static Page decoded(ByteBuffer in) {
    Page page = new Page();
    if (in.getInt(SLOTS * SLOT_BYTES) != crc(in.array())) {
      return page;
    }
    try {
      for (int i = 0; i < SLOTS; i++) {
        ByteBuffer slot = in.slice(i * SLOT_BYTES, SLOT_BYTES);
        int length = slot.getShort();
        if (length > 0) {
          byte[] name = new byte[length];
          slot.get(name);
          page.slots[i] = Profile.read(new String(name, StandardCharsets.UTF_8), slot);
        }
      }
    } catch (BufferUnderflowException | DetectException e) {
      return new Page();
    }
    return page;
  }
}
