package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** This machine's TPM 2.0. */
final class Tpm {
  private static final Path DEVICE = Path.of("/dev/tpmrm0");

  private Tpm() {}

  /** The group that may use it, by its number; nothing without a TPM, or when that is root's. */
  static Optional<Long> group() {
    try {
      return Files.getAttribute(DEVICE, "unix:gid") instanceof Number gid && gid.longValue() != 0
          ? Optional.of(gid.longValue())
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
