package aico.key.storage;

import aico.key.FirstLaunchFile;
import aico.key.KeyPlace;
import java.util.Optional;

/** {@code launch.json}, the one file without a MAC: there is no key yet that could make it. */
final class JsonFirstLaunchFile implements FirstLaunchFile {
  static final String NAME = "launch.json";

  private final StateFiles files;

  JsonFirstLaunchFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Optional<KeyPlace> read() {
    return files.readUnsealed(
        NAME,
        fields ->
            new KeyPlace(
                fields.id("key_id"), fields.text("key_storage", JsonInstallationFile.STORAGE)));
  }

  @Override
  public void write(KeyPlace place) {
    files.writeUnsealed(
        NAME,
        StateFiles.object()
            .put("version", StateFiles.VERSION)
            .put("key_id", place.keyId())
            .put("key_storage", place.storage()));
  }

  @Override
  public void remove() {
    files.remove(NAME);
  }
}
