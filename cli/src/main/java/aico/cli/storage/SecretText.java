package aico.cli.storage;

import aico.bus.crypto.SecretBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Puts plain text and secrets together in locked memory, for files and terminals. */
public final class SecretText implements AutoCloseable {
  private final SecretBytes room;
  private int used;

  /** Text of at most so many bytes. */
  public SecretText(int maxBytes) {
    room = SecretBytes.allocate(maxBytes);
  }

  public SecretText add(String plain) {
    return add(MemorySegment.ofArray(plain.getBytes(StandardCharsets.UTF_8)));
  }

  public SecretText add(SecretBytes secret) {
    return add(secret.segment());
  }

  private SecretText add(MemorySegment part) {
    MemorySegment.copy(part, 0, room.segment(), used, part.byteSize());
    used += (int) part.byteSize();
    return this;
  }

  /** What was added so far; of use until this is closed. */
  public MemorySegment segment() {
    return room.segment().asSlice(0, used);
  }

  @Override
  public void close() {
    room.close();
  }

  /** Where a plain text stands in a secret; -1 when it does not. */
  static long indexOf(MemorySegment secret, String plain) {
    byte[] wanted = plain.getBytes(StandardCharsets.UTF_8);
    for (long at = 0; at + wanted.length <= secret.byteSize(); at++) {
      int matched = 0;
      while (matched < wanted.length
          && secret.get(ValueLayout.JAVA_BYTE, at + matched) == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return at;
      }
    }
    return -1;
  }
}
