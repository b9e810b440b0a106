package aico.bus.crypto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The mappings of this process as they are now, from {@code /proc/self/smaps}. */
final class OwnMappings {
  private final List<String> lines;

  private OwnMappings(List<String> lines) {
    this.lines = lines;
  }

  static OwnMappings now() {
    try {
      return new OwnMappings(Files.readAllLines(Path.of("/proc/self/smaps")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Such as {@code rw-p}; nothing where nothing is mapped. */
  Optional<String> access(long address) {
    int line = lineOf(address);
    return line < 0 ? Optional.empty() : Optional.of(lines.get(line).split(" ")[1]);
  }

  /** The two-letter flags of the kernel, as in proc(5), "VmFlags". */
  List<String> flags(long address) {
    return lines.stream()
        .skip(lineOf(address))
        .filter(line -> line.startsWith("VmFlags:"))
        .map(line -> List.of(line.substring("VmFlags:".length()).strip().split(" ")))
        .findFirst()
        .orElseThrow();
  }

  private int lineOf(long address) {
    for (int i = 0; i < lines.size(); i++) {
      String[] range = lines.get(i).split("[- ]", 3);
      if (range.length == 3
          && range[0].matches("[0-9a-f]{8,16}")
          && Long.compareUnsigned(Long.parseUnsignedLong(range[0], 16), address) <= 0
          && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0) {
        return i;
      }
    }
    return -1;
  }
}
