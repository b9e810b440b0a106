package aico.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for known bytes in all memory of a running process, as only root can: heap, whether
 * reachable or not, stacks, what libraries allocate. A heap dump or a core file has less.
 */
final class MemorySearch {
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ (\\d+) *(.*)");
  private static final String FLAGS = "VmFlags:";
  private static final int CHUNK_BYTES = 4 << 20;

  /** Every class that runs has its name in memory: where this is not found, nothing was read. */
  private static final String CONTROL = "aico/bus/crypto/SecretBytes";

  private final Map<String, byte[]> wanted;
  private final boolean[] starts = new boolean[1 << 16];
  private final int longest;

  MemorySearch(Map<String, byte[]> wanted) {
    this.wanted = wanted;
    wanted.values().forEach(bytes -> starts[pair(bytes[0], bytes[1])] = true);
    starts[pair((byte) 'a', (byte) 'i')] = true;
    longest =
        Math.max(
            CONTROL.length(), wanted.values().stream().mapToInt(b -> b.length).max().orElse(0));
  }

  /**
   * What was found.
   *
   * @param unlocked names of values that stand where swap and dumps would take them along
   * @param locked names of values in locked memory that even so can be read
   * @param whole whether the memory of a program of ours was read, to its end
   */
  record Found(Set<String> unlocked, Set<String> locked, boolean whole) {}

  private record Mapping(long from, long to, String access, boolean ofFile, List<String> flags) {
    boolean isLocked() {
      return flags.contains("lo") && flags.contains("dd");
    }

    /** What only shows a file cannot have anything that is not on the disk. */
    boolean isWorthReading() {
      return access.startsWith("r") && (access.charAt(1) == 'w' || !ofFile);
    }
  }

  /** Whether a place for secrets is in use at this moment. */
  boolean holdsSecrets(long pid) {
    try {
      return mappings(pid).stream().anyMatch(each -> each.isLocked() && each.isWorthReading());
    } catch (IOException gone) {
      return false;
    }
  }

  /** Searches a process; one that ends meanwhile is searched as far as it got. */
  Found in(long pid) {
    Set<String> unlocked = new TreeSet<>();
    Set<String> locked = new TreeSet<>();
    Set<String> control = new TreeSet<>();
    boolean ended = false;
    try (FileChannel memory = FileChannel.open(Path.of("/proc", Long.toString(pid), "mem"))) {
      for (Mapping mapping : mappings(pid)) {
        if (mapping.isWorthReading()) {
          ended |= !search(memory, mapping, mapping.isLocked() ? locked : unlocked, control);
        }
      }
    } catch (IOException gone) {
      ended = true;
    }
    return new Found(unlocked, locked, !ended && !control.isEmpty());
  }

  private static List<Mapping> mappings(long pid) throws IOException {
    List<Mapping> mappings = new ArrayList<>();
    Matcher last = MAPPING.matcher("");
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps"))) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.matches()) {
        last = mapping;
      } else if (line.startsWith(FLAGS) && !last.group(5).startsWith("[v")) {
        mappings.add(
            new Mapping(
                Long.parseUnsignedLong(last.group(1), 16),
                Long.parseUnsignedLong(last.group(2), 16),
                last.group(3),
                !last.group(4).equals("0"),
                Arrays.asList(line.substring(FLAGS.length()).strip().split(" "))));
      }
    }
    return mappings;
  }

  /** Whether all of it was read. The kernel refuses hidden pages: nobody reads those. */
  private boolean search(
      FileChannel memory, Mapping mapping, Set<String> found, Set<String> control) {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES + longest);
    try {
      for (long at = mapping.from; at < mapping.to; ) {
        chunk.limit((int) Math.min(chunk.capacity(), chunk.position() + mapping.to - at));
        int read = memory.read(chunk, at);
        if (read <= 0) {
          return false;
        }
        at += read;
        search(chunk.array(), chunk.position(), found, control);
        // What begins at the end goes on in the next chunk.
        int keep = Math.min(longest, chunk.position());
        chunk.flip().position(chunk.limit() - keep);
        chunk.compact();
      }
      return true;
    } catch (IOException refused) {
      return mapping.isLocked();
    }
  }

  private void search(byte[] bytes, int size, Set<String> found, Set<String> control) {
    byte[] name = CONTROL.getBytes(US_ASCII);
    for (int at = 0; at + 1 < size; at++) {
      if (starts[pair(bytes[at], bytes[at + 1])]) {
        int from = at;
        wanted.forEach((what, value) -> {
          if (standsAt(bytes, from, size, value)) {
            found.add(what);
          }
        });
        if (standsAt(bytes, from, size, name)) {
          control.add(CONTROL);
        }
      }
    }
  }

  private static boolean standsAt(byte[] bytes, int from, int size, byte[] value) {
    return size - from >= value.length
        && Arrays.equals(bytes, from, from + value.length, value, 0, value.length);
  }

  private static int pair(byte one, byte other) {
    return (one & 0xff) << 8 | other & 0xff;
  }
}
