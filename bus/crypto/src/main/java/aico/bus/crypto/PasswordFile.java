package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.nio.file.Path;

/**
 * Reads a password from a file or from standard input straight into locked memory: UTF-8, 1 to 1024
 * bytes after one trailing newline is dropped.
 */
public final class PasswordFile {
  public static final int MAX_SIZE_BYTES = 1024;

  private static final int STANDARD_INPUT = 0;

  private PasswordFile() {}

  /**
   * The password in a file.
   *
   * @throws SystemCallException when it cannot be read
   * @throws SecretTooLongException when it is too long
   * @throws InvalidPasswordException when it is empty or not UTF-8
   */
  public static SecretBytes read(Path file) {
    try (SecretBytes content = SecretBytes.readFrom(file, MAX_SIZE_BYTES + 1)) {
      return password(content, file.toString());
    }
  }

  /** The password on standard input, which is read to its end. Throws as {@link #read} does. */
  public static SecretBytes readStandardInput() {
    try (SecretBytes content = SecretBytes.readFrom(STANDARD_INPUT, MAX_SIZE_BYTES + 1)) {
      return password(content, "standard input");
    }
  }

  private static SecretBytes password(SecretBytes content, String source) {
    int size = content.sizeBytes();
    if (size > 0 && content.at(size - 1L) == '\n') {
      size--;
    }
    if (size > MAX_SIZE_BYTES) {
      throw new SecretTooLongException(source, MAX_SIZE_BYTES);
    }
    if (size == 0) {
      throw new InvalidPasswordException(source, "empty");
    }
    SecretBytes password = content.firstBytes(size);
    if (!Utf8.isValid(password.segment())) {
      password.close();
      throw new InvalidPasswordException(source, "not UTF-8");
    }
    return password;
  }

  /** Whether a secret may be a password: 1 to 1024 bytes of UTF-8. */
  public static boolean isPassword(SecretBytes secret) {
    return secret.sizeBytes() > 0
        && secret.sizeBytes() <= MAX_SIZE_BYTES
        && Utf8.isValid(secret.segment().asSlice(0, secret.sizeBytes(), JAVA_BYTE.byteAlignment()));
  }
}
