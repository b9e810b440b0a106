package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.FunctionDescriptor;
import org.junit.jupiter.api.Test;

class NativeLibrariesTest {
  @Test
  void requireAll_findsEverything() {
    assertThatCode(NativeLibraries::requireAll).doesNotThrowAnyException();
  }

  @Test
  void open_missingLibrary_namesItsPackage() {
    assertThatThrownBy(() -> NativeLibraries.open("libargon9.so.1", "libargon9-1"))
        .isInstanceOf(MissingLibraryException.class)
        .hasMessage(
            "libargon9.so.1: not found"
                + " (expected: Debian package libargon9-1, apt-get install libargon9-1)");
  }

  @Test
  void bind_missingFunction_namesItsPackage() {
    NativeLibrary sodium = NativeLibraries.sodium();
    assertThatThrownBy(() -> sodium.bind("crypto_box_teleport", FunctionDescriptor.ofVoid()))
        .isInstanceOf(MissingLibraryException.class)
        .hasMessageStartingWith("libsodium.so.23: no function crypto_box_teleport")
        .hasMessageContaining("libsodium23");
  }
}
