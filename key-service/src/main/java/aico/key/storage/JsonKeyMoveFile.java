package aico.key.storage;

import aico.key.KeyMoveFile;
import java.util.Optional;

/** {@code move.json}. */
final class JsonKeyMoveFile implements KeyMoveFile {
  private static final String NAME = "move.json";

  private final StateFiles files;

  JsonKeyMoveFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Optional<Move> read() {
    return files.read(
        NAME,
        fields ->
            new Move(
                fields.id("key_id"),
                fields.text("from", JsonInstallationFile.STORAGE),
                fields.text("to", JsonInstallationFile.STORAGE)));
  }

  @Override
  public void write(Move move) {
    files.write(
        NAME,
        StateFiles.object()
            .put("version", StateFiles.VERSION)
            .put("key_id", move.keyId())
            .put("from", move.from())
            .put("to", move.to()));
  }

  @Override
  public void remove() {
    files.remove(NAME);
  }
}
