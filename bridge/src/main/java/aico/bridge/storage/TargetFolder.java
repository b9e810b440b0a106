package aico.bridge.storage;

import aico.bridge.BridgeException;
import aico.bridge.Cursor;
import aico.bridge.Event;
import aico.bridge.House;
import aico.bridge.Ledger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a target keeps in its own folder: its key, how far it is ({@code cursor.json}), what was
 * refused for good ({@code dead.ndjson}), and for MQTT what is shown ({@code house.json}).
 */
public final class TargetFolder implements Ledger, House.Store {
  public static final String KEY = "curve.key";
  private static final String CURSOR = "cursor.json";
  private static final String DEAD = "dead.ndjson";
  private static final String HOUSE = "house.json";
  private static final int VERSION = 1;

  /** Some 10,000 events; whoever lets it fill up should look why. */
  static final long DEAD_MAX_BYTES = 16L << 20;

  private final Path folder;
  private long aside;

  /** The folder of a target, made by the command. */
  public TargetFolder(Path folder) {
    this.folder = folder;
    aside = countDead();
  }

  /** The file with the integrator's key. */
  public Path key() {
    return folder.resolve(KEY);
  }

  /** How far the target is; {@code first} where nothing was delivered yet. */
  public Cursor cursor(long first) {
    Path file = folder.resolve(CURSOR);
    return StateFile.read(file, VERSION, Set.of("next", "last_id"))
        .map(node ->
            new Cursor(
                StateFile.number(file, "", node, "next"),
                StateFile.text(file, "", node, "last_id")))
        .orElse(new Cursor(first, ""));
  }

  @Override
  public void save(Cursor cursor) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION).put("next", cursor.next()).put("last_id", cursor.lastId());
    write(CURSOR, json);
  }

  @Override
  public House read() {
    Path file = folder.resolve(HOUSE);
    return StateFile.read(file, VERSION, Set.of("vaults", "finding_at_ms", "finding"))
        .map(node -> {
          Map<String, Boolean> vaults = new TreeMap<>();
          for (Map.Entry<String, JsonNode> vault : node.path("vaults").properties()) {
            vaults.put(vault.getKey(), vault.getValue().asBoolean());
          }
          return new House(
              vaults,
              StateFile.number(file, "", node, "finding_at_ms"),
              StateFile.text(file, "", node, "finding"));
        })
        .orElse(House.EMPTY);
  }

  @Override
  public void save(House house) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", VERSION);
    ObjectNode vaults = json.putObject("vaults");
    new TreeMap<>(house.vaults()).forEach(vaults::put);
    json.put("finding_at_ms", house.findingAtMs()).put("finding", house.finding());
    write(HOUSE, json);
  }

  private void write(String name, ObjectNode json) {
    try {
      StateFile.write(folder.resolve(name), json, true);
    } catch (IOException e) {
      throw new BridgeException("state", name + ": cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean setAside(Event event, String reason) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", Instant.now().toString()).put("reason", reason);
    line.put("sequence", event.sequence()).set("event", event.tree());
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve(DEAD);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      long size = channel.size();
      if (size + bytes.length > DEAD_MAX_BYTES) {
        return false;
      }
      Lines.append(channel, size, ByteBuffer.wrap(bytes));
      aside++;
      return true;
    } catch (IOException e) {
      throw new BridgeException("state", DEAD + ": cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public long aside() {
    return aside;
  }

  private long countDead() {
    Path file = folder.resolve(DEAD);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.count();
    } catch (IOException unreadable) {
      return 0;
    }
  }
}
