package aico.cli.storage;

import aico.cli.CommandFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How far the import of a folder into a vault came, {@code imports/<vault>.json} of the home: so
 * that an interrupted one goes on, and the original is removed only when it is told to be.
 *
 * @param vault the vault that takes it up
 * @param dir the folder, absolute
 * @param original what the folder is called once the vault has taken its place
 * @param switched whether it has
 */
public record ImportNote(String vault, Path dir, Path original, boolean switched) {
  private static final int VERSION = 1;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ABSOLUTE = Pattern.compile("/.{0,4095}");
  private static final String MODE = "rw-------";

  /** None when no import into that vault is under way. */
  public static Optional<ImportNote> read(Path folder, String vault) {
    return JsonFile.read(file(folder, vault)).map(ImportNote::of);
  }

  private static ImportNote of(StrictObject json) {
    json.version(VERSION);
    ImportNote note =
        new ImportNote(
            json.text("vault", NAME),
            Path.of(json.text("dir", ABSOLUTE)),
            Path.of(json.text("original", ABSOLUTE)),
            json.flag("switched"));
    json.done();
    return note;
  }

  /** Durable when it returns. */
  public void write(Path folder, Path staging) {
    HomeTree.folder(folder, "rwx------", HomeTree.Owner.CALLER);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("vault", vault);
    json.put("dir", dir.toString());
    json.put("original", original.toString());
    json.put("switched", switched);
    new PlacedFile(staging)
        .place(file(folder, vault), JsonFile.bytes(json), new PlacedFile.Access(null, null, MODE));
  }

  public static void remove(Path folder, String vault) {
    try {
      Files.deleteIfExists(file(folder, vault));
    } catch (IOException failed) {
      throw CommandFailed.failed(
          file(folder, vault) + ": cannot be removed: " + Reasons.of(failed));
    }
  }

  private static Path file(Path folder, String vault) {
    return folder.resolve(vault + ".json");
  }
}
