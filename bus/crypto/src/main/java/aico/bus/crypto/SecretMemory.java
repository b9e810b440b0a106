package aico.bus.crypto;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Hands out zeroed memory for secrets, each in pages of its own between two inaccessible guard
 * pages, its end against the second one. It counts against RLIMIT_MEMLOCK.
 *
 * <p>Nearly every secret fits a page. Pages of those are kept when they come back, zeroed and
 * inaccessible until they go out again: making one costs the kernel some system calls and, for
 * hidden pages, a change of its own page tables, tens of microseconds in all.
 */
final class SecretMemory {
  /** As many secrets of one page as a busy service has at a time: 256 KiB of locked memory. */
  static final int KEPT_PAGES = 64;

  private static final long PAGE_BYTES = LibcMemory.pageSize();

  private static final SecretMemory OF_THIS_KERNEL = new SecretMemory(SecretPages.ofThisKernel());

  private final SecretPages pages;
  private final Deque<MemorySegment> kept = new ArrayDeque<>();

  SecretMemory(SecretPages pages) {
    this.pages = pages;
  }

  static SecretMemory ofThisKernel() {
    return OF_THIS_KERNEL;
  }

  /**
   * Zeroed memory of this size.
   *
   * @throws LockedMemoryException when RLIMIT_MEMLOCK leaves no room
   */
  MemorySegment take(int sizeBytes) {
    long wholeBytes = wholeBytes(sizeBytes);
    MemorySegment place = wholeBytes == PAGE_BYTES ? takeKept() : null;
    if (place == null) {
      place = make(wholeBytes, sizeBytes);
    }
    return place.asSlice(wholeBytes - sizeBytes, sizeBytes);
  }

  /** Zeroes what {@link #take} gave, and makes it inaccessible. */
  void giveBack(MemorySegment secret) {
    Sodium.memzero(secret);
    long wholeBytes = wholeBytes(secret.byteSize());
    long end = secret.address() + secret.byteSize();
    MemorySegment place = at(end - wholeBytes, wholeBytes);
    if (wholeBytes > PAGE_BYTES || !keep(place)) {
      unmap(place);
    }
  }

  private synchronized @Nullable MemorySegment takeKept() {
    MemorySegment place = kept.pollLast();
    if (place != null) {
      LibcMemory.mprotect(place, LibcMemory.PROT_READ_WRITE);
    }
    return place;
  }

  private synchronized boolean keep(MemorySegment place) {
    if (kept.size() == KEPT_PAGES) {
      return false;
    }
    LibcMemory.mprotect(place, LibcMemory.PROT_NONE);
    return kept.add(place);
  }

  private MemorySegment make(long wholeBytes, int sizeBytes) {
    try {
      return map(wholeBytes);
    } catch (SystemCallException perhapsKept) {
      // What is kept counts against the limit, too.
      dropKept();
    }
    try {
      return map(wholeBytes);
    } catch (SystemCallException refused) {
      throw new LockedMemoryException(sizeBytes, Libc.memlockSoftLimit(), refused);
    }
  }

  private MemorySegment map(long wholeBytes) {
    MemorySegment reserved = LibcMemory.reserve(wholeBytes + 2 * PAGE_BYTES);
    MemorySegment place = reserved.asSlice(PAGE_BYTES, wholeBytes);
    try {
      pages.map(place);
      return place;
    } catch (SystemCallException refused) {
      LibcMemory.munmap(reserved);
      throw refused;
    }
  }

  private synchronized void dropKept() {
    kept.forEach(SecretMemory::unmap);
    kept.clear();
  }

  /** With the guards. */
  private static void unmap(MemorySegment place) {
    LibcMemory.munmap(at(place.address() - PAGE_BYTES, place.byteSize() + 2 * PAGE_BYTES));
  }

  private static MemorySegment at(long address, long sizeBytes) {
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes);
  }

  /** Whole pages, at least one. */
  private static long wholeBytes(long sizeBytes) {
    return Math.max(1, Math.ceilDiv(sizeBytes, PAGE_BYTES)) * PAGE_BYTES;
  }
}
