package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.storage.SecretText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Shows secrets to the person, past redirected output. */
final class TerminalScreen {
  private static final Path TERMINAL = Path.of("/dev/tty");

  private TerminalScreen() {}

  static void show(SecretText text) {
    try (FileChannel terminal = FileChannel.open(TERMINAL, StandardOpenOption.WRITE)) {
      ByteBuffer content = text.segment().asByteBuffer();
      while (content.hasRemaining()) {
        terminal.write(content);
      }
    } catch (IOException e) {
      throw CommandFailed.failed(TERMINAL + ": cannot be written to");
    }
  }
}
