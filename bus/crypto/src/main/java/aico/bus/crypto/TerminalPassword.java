package aico.bus.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks for a password at the controlling terminal, {@code /dev/tty}, without echo, straight into
 * locked memory. The terminal gets its echo back at the end, also when the process is ended by
 * SIGINT, SIGTERM or SIGHUP meanwhile; suspending it is switched off for as long.
 */
public final class TerminalPassword {
  /** As many bytes as a master password may have. */
  public static final int MAX_SIZE_BYTES = 1024;

  private static final Path TERMINAL = Path.of("/dev/tty");

  // struct termios of glibc, the same on x86-64 and arm64.
  private static final int TERMIOS_BYTES = 60;
  private static final int LOCAL_FLAGS_AT = 12;
  private static final int CONTROL_CHARACTERS_AT = 17;
  private static final int VSUSP = 10;
  private static final int ECHO = 0x8;
  private static final int ECHONL = 0x40;
  private static final int AFTER_OUTPUT_DROPPING_INPUT = 2;

  private TerminalPassword() {}

  /** Whether this process has a controlling terminal. */
  public static boolean isAvailable() {
    if (!Files.exists(TERMINAL)) {
      return false;
    }
    try (FileDescriptor terminal = openTerminal()) {
      return terminal.number() >= 0;
    } catch (SystemCallException none) {
      return false;
    }
  }

  /**
   * Shows the prompt and reads one line; an empty line is an empty secret.
   *
   * @param prompt shown as it is, with nothing added
   * @throws SystemCallException when there is no controlling terminal
   * @throws SecretTooLongException when the line has more than {@link #MAX_SIZE_BYTES} bytes
   */
  public static SecretBytes read(String prompt) {
    try (Arena arena = Arena.ofShared();
        FileDescriptor terminal = openTerminal()) {
      MemorySegment before = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
      Libc.tcgetattr(terminal.number(), before);
      Thread restore = new Thread(() -> restore(terminal, before), "terminal-echo");
      Runtime.getRuntime().addShutdownHook(restore);
      try {
        Libc.tcsetattr(terminal.number(), AFTER_OUTPUT_DROPPING_INPUT, silent(arena, before));
        print(terminal, arena, prompt);
        return SecretReader.readLine(terminal.number(), TERMINAL.toString(), MAX_SIZE_BYTES);
      } finally {
        restore(terminal, before);
        print(terminal, arena, "\n");
        forget(restore);
      }
    }
  }

  private static FileDescriptor openTerminal() {
    return Libc.open(TERMINAL, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
  }

  private static MemorySegment silent(Arena arena, MemorySegment before) {
    MemorySegment termios = arena.allocate(TERMIOS_BYTES, Integer.BYTES);
    termios.copyFrom(before);
    int flags = termios.get(JAVA_INT, LOCAL_FLAGS_AT);
    termios.set(JAVA_INT, LOCAL_FLAGS_AT, flags & ~(ECHO | ECHONL));
    termios.set(JAVA_BYTE, CONTROL_CHARACTERS_AT + VSUSP, (byte) 0);
    return termios;
  }

  private static void restore(FileDescriptor terminal, MemorySegment before) {
    Libc.tcsetattr(terminal.number(), AFTER_OUTPUT_DROPPING_INPUT, before);
  }

  private static void print(FileDescriptor terminal, Arena arena, String text) {
    MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    Libc.writeAll(terminal.number(), bytes, TERMINAL.toString());
  }

  private static void forget(Thread restore) {
    try {
      Runtime.getRuntime().removeShutdownHook(restore);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs or has run; restoring twice does no harm.
    }
  }
}
