package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An array of {@code OSSL_PARAM} (openssl/core.h): name, type, place, size and returned size in 40
 * bytes each, closed by an entry without a name.
 */
final class OsslParams {
  private static final int ENTRY_BYTES = 40;
  private static final int UTF8_STRING = 4;
  private static final int OCTET_STRING = 5;
  private static final long UNMODIFIED = -1L;

  private final Arena arena;
  private final MemorySegment entries;
  private long at;

  OsslParams(Arena arena, int count) {
    this.arena = arena;
    entries = arena.allocate((count + 1L) * ENTRY_BYTES, Long.BYTES);
  }

  /** {@code text} ends with a NUL, which does not count. */
  OsslParams text(String name, MemorySegment text) {
    return entry(name, UTF8_STRING, text, text.byteSize() - 1);
  }

  OsslParams octets(String name, MemorySegment octets) {
    return entry(name, OCTET_STRING, octets, octets.byteSize());
  }

  MemorySegment end() {
    return entries;
  }

  private OsslParams entry(String name, int type, MemorySegment data, long sizeBytes) {
    entries.set(ADDRESS, at, arena.allocateFrom(name));
    entries.set(JAVA_INT, at + 8, type);
    entries.set(ADDRESS, at + 16, data);
    entries.set(JAVA_LONG, at + 24, sizeBytes);
    entries.set(JAVA_LONG, at + 32, UNMODIFIED);
    at += ENTRY_BYTES;
    return this;
  }
}
