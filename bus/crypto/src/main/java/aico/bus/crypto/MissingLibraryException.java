package aico.bus.crypto;

import org.jspecify.annotations.Nullable;

/** A native library, or a function it should have, is not on this machine. */
public final class MissingLibraryException extends CryptoException {
  private final String library;
  private final String debianPackage;

  MissingLibraryException(
      String library, String debianPackage, String what, @Nullable Throwable cause) {
    super(
        "%s: %s (expected: Debian package %s, apt-get install %s)"
            .formatted(library, what, debianPackage, debianPackage),
        cause);
    this.library = library;
    this.debianPackage = debianPackage;
  }

  /** File name of the library, such as {@code libsodium.so.23}. */
  public String library() {
    return library;
  }

  /** The Debian 12 package that brings it, such as {@code libsodium23}. */
  public String debianPackage() {
    return debianPackage;
  }
}
