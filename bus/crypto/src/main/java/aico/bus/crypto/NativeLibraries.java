package aico.bus.crypto;

/**
 * The native libraries of the suite. There is one path for each primitive and no fallback: where a
 * library is missing, the process does not start and says which Debian package brings it.
 */
public final class NativeLibraries {
  static final String SODIUM = "libsodium.so.23";
  static final String SODIUM_PACKAGE = "libsodium23";
  static final String CRYPTO = "libcrypto.so.3";
  static final String CRYPTO_PACKAGE = "libssl3";

  private NativeLibraries() {}

  /**
   * Loads {@code libsodium.so.23}; call {@link #requireAll} first, which also initialises it.
   *
   * @throws MissingLibraryException when it is not installed
   */
  public static NativeLibrary sodium() {
    return open(SODIUM, SODIUM_PACKAGE);
  }

  /**
   * Loads {@code libcrypto.so.3} of OpenSSL 3.
   *
   * @throws MissingLibraryException when it is not installed
   */
  public static NativeLibrary libcrypto() {
    return open(CRYPTO, CRYPTO_PACKAGE);
  }

  /**
   * Loads a library by the name its users are linked against, from the system's library path.
   *
   * @param soname such as {@code libargon2.so.1}
   * @param debianPackage what to install when it is missing, such as {@code libargon2-1}
   * @throws MissingLibraryException when it is not installed
   */
  public static NativeLibrary open(String soname, String debianPackage) {
    return NativeLibrary.open(soname, debianPackage);
  }

  /**
   * Finds everything this module calls, so that a missing library is a clear error at start and not
   * an {@link ExceptionInInitializerError} at first use.
   *
   * @throws MissingLibraryException naming the first that is not installed
   */
  public static void requireAll() {
    sodium();
    libcrypto();
    Sodium.ready();
    LibCrypto.ready();
  }
}
