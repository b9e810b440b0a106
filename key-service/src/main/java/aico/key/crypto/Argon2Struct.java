package aico.key.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code argon2_context} of argon2.h as a 64-bit Linux lays it out. */
final class Argon2Struct {
  private static final int VERSION_13 = 0x13;

  private static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          ADDRESS.withName("out"),
          JAVA_INT.withName("outlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("pwd"),
          JAVA_INT.withName("pwdlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("salt"),
          JAVA_INT.withName("saltlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("secret"),
          JAVA_INT.withName("secretlen"),
          MemoryLayout.paddingLayout(4),
          ADDRESS.withName("ad"),
          JAVA_INT.withName("adlen"),
          JAVA_INT.withName("t_cost"),
          JAVA_INT.withName("m_cost"),
          JAVA_INT.withName("lanes"),
          JAVA_INT.withName("threads"),
          JAVA_INT.withName("version"),
          ADDRESS.withName("allocate_cbk"),
          ADDRESS.withName("free_cbk"),
          JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));

  private Argon2Struct() {}

  /** A struct in {@code arena}; no callbacks, no flags: the library allocates, and always wipes. */
  static MemorySegment of(
      Arena arena,
      MemorySegment target,
      Argon2id.Inputs inputs,
      int memoryKib,
      int passes,
      int lanes) {
    MemorySegment struct = arena.allocate(LAYOUT);
    pointTo(struct, "out", target);
    pointTo(struct, "pwd", inputs.password());
    pointTo(struct, "salt", inputs.salt());
    pointTo(struct, "secret", inputs.secret());
    pointTo(struct, "ad", inputs.data());
    set(struct, "t_cost", passes);
    set(struct, "m_cost", memoryKib);
    set(struct, "lanes", lanes);
    set(struct, "threads", lanes);
    set(struct, "version", VERSION_13);
    return struct;
  }

  private static void pointTo(MemorySegment struct, String field, MemorySegment target) {
    struct.set(ADDRESS, offset(field), target);
    set(struct, field + "len", (int) target.byteSize());
  }

  private static void set(MemorySegment struct, String field, int value) {
    struct.set(JAVA_INT, offset(field), value);
  }

  private static long offset(String field) {
    return LAYOUT.byteOffset(PathElement.groupElement(field));
  }
}
