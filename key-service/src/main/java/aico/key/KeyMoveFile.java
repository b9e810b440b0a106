package aico.key;

import java.util.Optional;

/** The note that a move of the installation key is under way, from before its first step on. */
public interface KeyMoveFile {
  /**
   * A key on its way.
   *
   * @param from the {@link KeyStore#name} of the store that had it
   * @param to the {@link KeyStore#name} of the store that is to have it
   */
  record Move(String keyId, String from, String to) {}

  /**
   * The move that is under way.
   *
   * @throws StateFileException when it is damaged or of a newer version
   */
  Optional<Move> read();

  /** Durable when this returns. */
  void write(Move move);

  /** Nothing is done without one. */
  void remove();
}
