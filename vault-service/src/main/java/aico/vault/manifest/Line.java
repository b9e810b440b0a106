package aico.vault.manifest;

import aico.vault.VaultException;

/**
 * A file as the manifest has it.
 *
 * @param hash SHA-256 in hex, of a link's target where it is one
 */
record Line(String hash, FileState state, String path) implements Comparable<Line> {
  private static final String PREFIX = "file ";
  private static final int FIELDS = 6;

  static boolean isOne(String text) {
    return text.startsWith(PREFIX);
  }

  static Line parse(String text) {
    String[] fields = text.split(" ", -1);
    try {
      if (fields.length != FIELDS || fields[1].length() != 64) {
        throw new NumberFormatException("fields");
      }
      return new Line(
          fields[1],
          new FileState(
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]),
              Long.parseUnsignedLong(fields[4]),
              false),
          fields[5]);
    } catch (NumberFormatException garbled) {
      throw new VaultException("manifest: a line that is none: " + text, garbled);
    }
  }

  String text() {
    return PREFIX
        + hash
        + ' '
        + state.sizeBytes()
        + ' '
        + state.changedNs()
        + ' '
        + Long.toUnsignedString(state.inode())
        + ' '
        + path;
  }

  /** The order of a walk: a folder's files come before those of a name that begins like its. */
  @Override
  public int compareTo(Line other) {
    return compare(path, other.path);
  }

  static int compare(String a, String b) {
    return a.replace('/', '\0').compareTo(b.replace('/', '\0'));
  }
}
