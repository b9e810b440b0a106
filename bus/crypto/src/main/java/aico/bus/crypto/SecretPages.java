package aico.bus.crypto;

import java.lang.foreign.MemorySegment;

/**
 * What the memory of secrets is made of. {@link #ofThisKernel} is the best that this machine has,
 * found once by trying: there is nothing to configure.
 */
public enum SecretPages {
  /**
   * memfd_secret(2), Linux 5.14: pages that the kernel takes out of its own address space. Neither
   * root by {@code /proc/PID/mem} or ptrace, nor a core file, nor a swap or hibernation image has
   * them; the kernel zeroes them when the process ends, however it ends.
   */
  HIDDEN {
    @Override
    void map(MemorySegment place) {
      try (FileDescriptor descriptor = LibcMemory.memfdSecret()) {
        LibcMemory.ftruncate(descriptor.number(), place.byteSize());
        LibcMemory.mapShared(place, descriptor.number());
      }
      LibcMemory.madvise(place, LibcMemory.MADV_DONTFORK);
    }
  },

  /**
   * Anonymous pages, locked by mlock(2) against being swapped, and left out of core files and
   * forked processes. Root can read them, and a hibernation image has them.
   */
  LOCKED {
    @Override
    void map(MemorySegment place) {
      LibcMemory.mprotect(place, LibcMemory.PROT_READ_WRITE);
      LibcMemory.mlock(place);
      LibcMemory.madvise(place, LibcMemory.MADV_DONTDUMP);
      LibcMemory.madvise(place, LibcMemory.MADV_DONTFORK);
    }
  };

  private static final SecretPages OF_THIS_KERNEL = LibcMemory.hasMemfdSecret() ? HIDDEN : LOCKED;

  /** The pages that {@link SecretBytes} of this process are made of. */
  public static SecretPages ofThisKernel() {
    return OF_THIS_KERNEL;
  }

  /**
   * Makes pages that were reserved readable, writable, zero and locked.
   *
   * @throws SystemCallException when the system refuses; the place may then be half made
   */
  abstract void map(MemorySegment place);
}
