package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretBytesTest {
  @TempDir Path folder;

  @Test
  void copyOfAndWipe_takesTheContentAndZeroesTheSource() {
    byte[] source = {1, 2, 3};
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(source)) {
      assertThat(bytes(secret)).containsExactly(1, 2, 3);
      assertThat(source).containsOnly(0);
    }
  }

  @Test
  void copyOfAndWipe_zeroesTheSourceAlsoWhenRefused() {
    byte[] source = new byte[SecretBytes.MAX_SIZE_BYTES + 1];
    source[7] = 7;
    assertThatThrownBy(() -> SecretBytes.copyOfAndWipe(source))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(source).containsOnly(0);
  }

  @Test
  void allocate_isZero_random_isNot() {
    try (SecretBytes zero = SecretBytes.allocate(100);
        SecretBytes one = SecretBytes.random(32);
        SecretBytes other = SecretBytes.random(32)) {
      assertThat(bytes(zero)).containsOnly(0);
      assertThat(one.constantTimeEquals(other)).isFalse();
    }
  }

  @Test
  void allocate_sizeOutOfBounds_isRefused() {
    assertThatThrownBy(() -> SecretBytes.allocate(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecretBytes.allocate(SecretBytes.MAX_SIZE_BYTES + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("secret: 65537 bytes (expected: 0 to 65536)");
  }

  @Test
  void constantTimeEquals_comparesSizeAndContent() {
    try (SecretBytes secret = SecretBytes.random(32);
        SecretBytes same = secret.copy();
        SecretBytes start = secret.firstBytes(31);
        SecretBytes empty = SecretBytes.allocate(0);
        SecretBytes alsoEmpty = SecretBytes.allocate(0)) {
      assertThat(secret.constantTimeEquals(same)).isTrue();
      assertThat(secret.constantTimeEquals(start)).isFalse();
      assertThat(empty.constantTimeEquals(alsoEmpty)).isTrue();
      same.segment().set(ValueLayout.JAVA_BYTE, 31, (byte) (same.at(31) ^ 1));
      assertThat(secret.constantTimeEquals(same)).isFalse();
    }
  }

  @Test
  void close_twice_isFine_andEveryUseAfterIsRefused() {
    SecretBytes secret = SecretBytes.random(32);
    MemorySegment kept = secret.segment();
    secret.close();
    secret.close();
    assertThat(secret.isClosed()).isTrue();
    assertThatThrownBy(secret::segment).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kept.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Sodium.memzero(kept)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void toString_showsNothingOfTheContent() {
    try (SecretBytes secret =
        SecretBytes.copyOfAndWipe("hunter2".getBytes(StandardCharsets.UTF_8))) {
      assertThat(secret).hasToString("SecretBytes[7 bytes, redacted]");
    }
  }

  @Test
  void access_outOfBounds_isRefused() {
    try (SecretBytes secret = SecretBytes.random(32)) {
      assertThatThrownBy(() -> secret.at(32)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> secret.firstBytes(33)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void close_whileOthersUseIt_endsInIllegalStateAndNothingElse() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      SecretBytes secret = SecretBytes.random(SecretBytes.MAX_SIZE_BYTES);
      AtomicReference<Throwable> end = new AtomicReference<>();
      AtomicBoolean running = new AtomicBoolean();
      Thread user =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (true) {
                    secret.constantTimeEquals(secret);
                    running.set(true);
                  }
                } catch (Throwable thrown) {
                  end.set(thrown);
                }
              });
      while (!running.get()) {
        Thread.onSpinWait();
      }
      secret.close();
      user.join();
      assertThat(end.get()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void readFrom_file_readsItWhole() throws IOException {
    byte[] content = new byte[5000];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("secret"), content);
    try (SecretBytes secret = SecretBytes.readFrom(file, 5000)) {
      assertThat(bytes(secret)).isEqualTo(content);
    }
    assertThatThrownBy(() -> SecretBytes.readFrom(file, 4999))
        .isInstanceOf(SecretTooLongException.class)
        .hasMessage(file + ": too long (expected: <= 4999 bytes)");
  }

  @Test
  void readFrom_emptyFile_isAnEmptySecret() throws IOException {
    Path file = Files.createFile(folder.resolve("empty"));
    try (SecretBytes secret = SecretBytes.readFrom(file, 10)) {
      assertThat(secret.sizeBytes()).isZero();
    }
  }

  @Test
  void readFrom_missingFileOrFolder_saysWhy() {
    assertThatThrownBy(() -> SecretBytes.readFrom(folder.resolve("none"), 10))
        .isInstanceOfSatisfying(
            SystemCallException.class, thrown -> assertThat(thrown.errno()).isEqualTo(2))
        .hasMessageContaining("No such file or directory");
    assertThatThrownBy(() -> SecretBytes.readFrom(folder, 10))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("Is a directory");
  }

  @Test
  void readFrom_descriptor_leavesItOpen() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "abc");
    try (FileDescriptor descriptor = Libc.open(file, Libc.O_RDONLY | Libc.O_CLOEXEC)) {
      try (SecretBytes secret = SecretBytes.readFrom(descriptor.number(), 10);
          SecretBytes rest = SecretBytes.readFrom(descriptor.number(), 10)) {
        assertThat(bytes(secret)).asString(StandardCharsets.US_ASCII).isEqualTo("abc");
        assertThat(rest.sizeBytes()).isZero();
      }
    }
  }

  private static byte[] bytes(SecretBytes secret) {
    return secret.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
