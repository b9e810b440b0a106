package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the memory of every secret, tried on each kind of pages that this kernel has. */
class SecretPagesTest {
  private static final int PAGE = LibcMemory.pageSize();

  @TempDir Path folder;

  static Stream<SecretPages> kinds() {
    return LibcMemory.hasMemfdSecret()
        ? Stream.of(SecretPages.values())
        : Stream.of(SecretPages.LOCKED);
  }

  /** Another program is asked, so that a fault in our own call is not taken for an old kernel. */
  @Test
  void ofThisKernel_isHidden_whereTheKernelHasThat_andElseLocked() throws Exception {
    Finished asked =
        Finished.run(
            List.of(
                "/usr/bin/python3",
                "-c",
                "import ctypes; print(ctypes.CDLL(None).syscall(447, 0) >= 0)"));
    boolean hidden = asked.output().strip().equals("True");
    assertThat(asked.output().strip()).isIn("True", "False");
    assertThat(SecretPages.ofThisKernel())
        .isEqualTo(hidden ? SecretPages.HIDDEN : SecretPages.LOCKED);
    assertThat(kinds()).hasSize(hidden ? 2 : 1);
    if (!hidden) {
      assertThatThrownBy(() -> new SecretBytes(32, new SecretMemory(SecretPages.HIDDEN)))
          .isInstanceOf(LockedMemoryException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void memory_isLocked_inNoDumpAndNoForkedProcess_andGuarded(SecretPages kind) {
    for (int size : List.of(1, 32, PAGE, PAGE + 1, SecretBytes.MAX_SIZE_BYTES)) {
      try (SecretBytes secret = new SecretBytes(size, new SecretMemory(kind))) {
        long start = secret.segment().address();
        long end = start + size;
        OwnMappings mappings = OwnMappings.now();
        assertThat(mappings.flags(start)).contains("lo", "dd", "dc", "rd", "wr");
        assertThat(end % PAGE).as("an overrun meets the guard at once").isZero();
        assertThat(mappings.access(end)).contains("---p");
        assertThat(mappings.access((start & -PAGE) - 1)).contains("---p");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void memory_ofAnySize_isZeroAndWritable(SecretPages kind) {
    SecretMemory memory = new SecretMemory(kind);
    for (int size : new int[] {0, 1, PAGE - 1, PAGE, PAGE + 1, SecretBytes.MAX_SIZE_BYTES}) {
      try (SecretBytes secret = new SecretBytes(size, memory)) {
        assertThat(secret.segment().toArray(ValueLayout.JAVA_BYTE)).hasSize(size);
        secret.segment().fill((byte) 7);
      }
      try (SecretBytes next = new SecretBytes(size, memory)) {
        assertThat(next.segment().mismatch(MemorySegment.ofArray(new byte[size])))
            .as("what a secret leaves behind, %d bytes", size)
            .isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void memory_ofAClosedSecret_cannotBeReached(SecretPages kind) {
    SecretMemory memory = new SecretMemory(kind);
    for (int size : new int[] {32, SecretBytes.MAX_SIZE_BYTES}) {
      SecretBytes secret = new SecretBytes(size, memory);
      long address = secret.segment().address();
      secret.close();
      assertThat(OwnMappings.now().access(address).orElse("---").substring(0, 3)).isEqualTo("---");
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void pages_areKept_butOnlySoMany(SecretPages kind) {
    SecretMemory memory = new SecretMemory(kind);
    List<SecretBytes> many =
        IntStream.range(0, SecretMemory.KEPT_PAGES + 20)
            .mapToObj(each -> new SecretBytes(32, memory))
            .toList();
    List<Long> addresses = many.stream().map(secret -> secret.segment().address()).toList();
    many.forEach(SecretBytes::close);

    OwnMappings mappings = OwnMappings.now();
    long kept =
        addresses.stream()
            .filter(address -> mappings.access(address).isPresent())
            .filter(address -> mappings.flags(address).contains("lo"))
            .count();
    assertThat(kept).isEqualTo(SecretMemory.KEPT_PAGES);
    try (SecretBytes again = new SecretBytes(32, memory)) {
      assertThat(addresses).contains(again.segment().address());
    }
  }

  /** Both directions: files, pipes and terminals fill secrets, and keys leave by write(2). */
  @ParameterizedTest
  @MethodSource("kinds")
  void systemCalls_readIntoItAndWriteFromIt(SecretPages kind) throws IOException {
    SecretMemory memory = new SecretMemory(kind);
    Path file = folder.resolve("file");
    try (SecretBytes secret = new SecretBytes(5000, memory);
        SecretBytes byPipe = new SecretBytes(2000, memory);
        SecretBytes byFile = new SecretBytes(5000, memory)) {
      Sodium.random(secret.segment());
      FileDescriptor[] ends = Libc.pipe();
      try (FileDescriptor readEnd = ends[0];
          FileDescriptor writeEnd = ends[1]) {
        Libc.writeAll(writeEnd.number(), secret.segment().asSlice(0, 2000), "pipe");
        assertThat(Libc.read(readEnd.number(), byPipe.segment(), "pipe")).isEqualTo(2000);
      }
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        assertThat(channel.write(secret.segment().asByteBuffer())).isEqualTo(5000);
        channel.force(true);
        assertThat(channel.read(byFile.segment().asByteBuffer(), 0)).isEqualTo(5000);
      }
      assertThat(byPipe.segment().mismatch(secret.segment())).isEqualTo(2000);
      assertThat(byFile.constantTimeEquals(secret)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void nativeLibraries_workOnIt(SecretPages kind) {
    SecretMemory memory = new SecretMemory(kind);
    try (SecretBytes kek = new SecretBytes(32, memory);
        SecretBytes key = new SecretBytes(32, memory)) {
      Sodium.random(kek.segment());
      Sodium.random(key.segment());
      try (SecretBytes back = KeyWrap.unwrap(kek, KeyWrap.wrap(kek, key))) {
        assertThat(back.constantTimeEquals(key)).isTrue();
      }
    }
  }

  /** This is how root looks into another process. */
  @ParameterizedTest
  @MethodSource("kinds")
  void procMem_showsLockedPages_butNeverHiddenOnes(SecretPages kind) throws IOException {
    byte[] content = new byte[32];
    new Random(5).nextBytes(content);
    try (SecretBytes secret = new SecretBytes(32, new SecretMemory(kind));
        FileChannel mem = FileChannel.open(Path.of("/proc/self/mem"))) {
      MemorySegment.copy(MemorySegment.ofArray(content), 0, secret.segment(), 0, 32);
      ByteBuffer seen = ByteBuffer.allocate(32);
      switch (kind) {
        case LOCKED -> {
          assertThat(mem.read(seen, secret.segment().address())).isEqualTo(32);
          assertThat(seen.array()).isEqualTo(content);
        }
        case HIDDEN ->
            assertThatThrownBy(() -> mem.read(seen, secret.segment().address()))
                .isInstanceOf(IOException.class)
                .hasMessage("Input/output error");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void secretsOfManyThreads_areNeverTheSameMemory(SecretPages kind) {
    SecretMemory memory = new SecretMemory(kind);
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 4)
            .mapToObj(each ->
                CompletableFuture.runAsync(() -> {
                  for (int round = 0; round < 100; round++) {
                    try (SecretBytes one = new SecretBytes(40, memory)) {
                      assertThat(one.at(0)).isZero();
                      one.segment().fill((byte) (each + 1));
                      Thread.yield();
                      assertThat(one.at(0)).isEqualTo((byte) (each + 1));
                      assertThat(one.at(39)).isEqualTo((byte) (each + 1));
                    }
                  }
                }))
            .toList();
    threads.forEach(CompletableFuture::join);
  }
}
