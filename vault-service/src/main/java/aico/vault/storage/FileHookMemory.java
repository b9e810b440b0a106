package aico.vault.storage;

import aico.bus.contract.Shapes;
import aico.vault.HookMemory;
import aico.vault.Hooks;
import aico.vault.KnownHooks.Hook;
import aico.vault.VaultName;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * One file, {@code {"version":1,"hooks":["<vault> <moment> <name> <digest>", …]}}; none means none.
 */
public final class FileHookMemory implements HookMemory {
  private static final int VERSION = 1;
  private static final String FIELD = "hooks";

  private final Path file;

  public FileHookMemory(Path file) {
    this.file = file;
  }

  @Override
  public Set<Hook> load() {
    Set<Hook> hooks = new HashSet<>();
    if (Files.exists(file)) {
      StateFile state = StateFile.read(file, VERSION);
      for (String text : state.texts(FIELD)) {
        hooks.add(hook(state, text));
      }
      state.end();
    }
    return hooks;
  }

  private static Hook hook(StateFile state, String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 4) {
      throw state.refuse(FIELD, "expected: vault, moment, name and digest");
    }
    try {
      return new Hook(
          new Hooks.Point(
              new VaultName(parts[0]),
              Hooks.Moment.of(Shapes.moment("moment", parts[1])).orElseThrow()),
          Shapes.hook("name", parts[2]),
          Shapes.id("digest", parts[3]));
    } catch (RuntimeException outOfShape) {
      throw state.refuse(FIELD, String.valueOf(outOfShape.getMessage()));
    }
  }

  @Override
  public void save(Set<Hook> hooks) {
    ObjectNode object = StateFile.object(VERSION);
    var list = object.putArray(FIELD);
    hooks.stream().map(FileHookMemory::text).sorted().forEach(list::add);
    StateFile.write(file, object);
  }

  private static String text(Hook hook) {
    return String.join(
        " ",
        hook.point().vault().text(),
        hook.point().moment().wireName(),
        hook.name(),
        hook.digest());
  }
}
