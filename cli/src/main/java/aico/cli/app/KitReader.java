package aico.cli.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import aico.bus.contract.KeyRequest;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretTooLongException;
import aico.bus.crypto.SystemCallException;
import aico.bus.crypto.TerminalPassword;
import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.storage.SecretText;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gets a recovery kit from where the command line says, into locked memory only. What its words
 * are, key-service knows; here they are only counted.
 */
final class KitReader {
  static final String OPTION = "--recovery-kit";

  private static final int STANDARD_INPUT = 0;
  private static final int WORDS = 24;
  private static final int WORDS_OF_A_SHARE = 25;

  /** As the kit has them on a line. */
  private static final int WORDS_PER_LINE = 4;

  /** A line of the terminal has at most so many bytes, and there are at most 25 of them. */
  private static final int ROOM_BYTES = WORDS_OF_A_SHARE * (TerminalPassword.MAX_SIZE_BYTES + 1);

  /** The kit that an option names; nothing when its words are to be asked for. */
  Optional<SecretBytes> given(Kits kits) {
    try {
      return switch (kits) {
        case Kits.FromFile(var file) ->
            Optional.of(
                notEmpty(
                    SecretBytes.readFrom(file, KeyRequest.KIT_MAX_SIZE_BYTES), file.toString()));
        case Kits.FromStandardInput stdin ->
            Optional.of(
                notEmpty(
                    SecretBytes.readFrom(STANDARD_INPUT, KeyRequest.KIT_MAX_SIZE_BYTES),
                    "standard input"));
        case Kits.TwoShares(var one, var other) -> Optional.of(both(one, other));
        case Kits.AskAtTerminal ask -> Optional.empty();
        case Kits.AskForShares ask -> Optional.empty();
      };
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage(OPTION, String.valueOf(tooLong.getMessage()));
    } catch (SystemCallException unreadable) {
      throw CommandFailed.usage(OPTION, "cannot be read: " + unreadable.getMessage());
    }
  }

  private static SecretBytes both(Path one, Path other) {
    try (SecretBytes first =
            notEmpty(SecretBytes.readFrom(one, KeyRequest.KIT_MAX_SIZE_BYTES), one.toString());
        SecretBytes second =
            notEmpty(
                SecretBytes.readFrom(other, KeyRequest.KIT_MAX_SIZE_BYTES), other.toString())) {
      return joined(first, second);
    }
  }

  private static SecretBytes joined(SecretBytes first, SecretBytes second) {
    try (SecretText text = new SecretText(2 * KeyRequest.KIT_MAX_SIZE_BYTES + 1)) {
      text.add(first).add("\n").add(second);
      return whole(text);
    }
  }

  private static SecretBytes whole(SecretText text) {
    if (text.segment().byteSize() > KeyRequest.KIT_MAX_SIZE_BYTES) {
      throw CommandFailed.usage(
          "words",
          "%d bytes (expected: <= %d)"
              .formatted(text.segment().byteSize(), KeyRequest.KIT_MAX_SIZE_BYTES));
    }
    return SecretBytes.copyOf(text.segment());
  }

  private static SecretBytes notEmpty(SecretBytes text, String source) {
    if (text.sizeBytes() > 0) {
      return text;
    }
    text.close();
    throw CommandFailed.usage(OPTION, source + ": empty (expected: a recovery kit)");
  }

  /** Asks for the words of the kit. */
  SecretBytes ask() {
    return ask("your kit", WORDS);
  }

  /** Asks for the words of two shares. */
  SecretBytes askShares() {
    try (SecretBytes first = ask("the first share", WORDS_OF_A_SHARE);
        SecretBytes second = ask("the second share", WORDS_OF_A_SHARE)) {
      return joined(first, second);
    }
  }

  /** A line of the page at a time; more on a line are as good. */
  private static SecretBytes ask(String of, int expected) {
    try (SecretText text = new SecretText(ROOM_BYTES)) {
      for (int words = 0; words < expected; ) {
        int last = Math.min(words + WORDS_PER_LINE, expected);
        try (SecretBytes line =
            TerminalPassword.read("Words %d to %d of %s: ".formatted(words + 1, last, of))) {
          int more = wordsIn(line.segment());
          if (more == 0) {
            throw CommandFailed.usage(
                "words", "%d (expected: %d); nothing was tried".formatted(words, expected));
          }
          text.add(line).add("\n");
          words += more;
        }
      }
      return whole(text);
    } catch (SecretTooLongException tooLong) {
      throw CommandFailed.usage("words", String.valueOf(tooLong.getMessage()));
    }
  }

  /** Runs of letters: numbers and dots before words may be typed or not. */
  static int wordsIn(MemorySegment line) {
    int words = 0;
    boolean inWord = false;
    for (long at = 0; at < line.byteSize(); at++) {
      byte character = (byte) (line.get(JAVA_BYTE, at) | 0x20);
      boolean letter = character >= 'a' && character <= 'z';
      if (letter && !inWord) {
        words++;
      }
      inWord = letter;
    }
    return words;
  }
}
