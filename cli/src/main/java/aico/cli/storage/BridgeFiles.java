package aico.cli.storage;

import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bridge's settings, in a folder of the owner of the home: the bridge reads them as a member of
 * its group and cannot change where it may connect to. Their format stands in {@code
 * bridge/FORMAT.md}; the bridge itself says whether they can be used.
 */
public final class BridgeFiles {
  private static final int VERSION = 1;
  private static final Pattern ANY = Pattern.compile("(?s).{0,4096}");
  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");

  /** One target as it stands in {@code targets.json}. */
  public record Entry(
      String name,
      String to,
      String shape,
      String filter,
      long from,
      boolean allowPrivate,
      String user,
      boolean secret,
      boolean ca,
      int rotateMib,
      int rotateHours,
      int keep) {}

  /** Where {@code audit.stream} is, and all targets. */
  public record Content(String endpoint, String serverKey, List<Entry> targets) {
    public Content {
      targets = List.copyOf(targets);
    }
  }

  private final HomeLayout home;
  private final PlacedFile files;
  private final HomeTree.Owner user;

  /**
   * The files of this home.
   *
   * @param user the bridge's; {@link HomeTree.Owner#CALLER} where all is the caller's
   */
  public BridgeFiles(HomeLayout home, HomeTree.Owner user) {
    this.home = home;
    this.user = user;
    files = new PlacedFile(home.staging());
  }

  /** What stands in {@code targets.json}; nothing without targets. */
  public static Optional<Content> read(HomeLayout home) {
    return JsonFile.read(home.bridgeTargets()).map(BridgeFiles::content);
  }

  private static Content content(StrictObject json) {
    json.version(VERSION);
    List<Entry> targets = new ArrayList<>();
    for (StrictObject one : json.objects("targets")) {
      targets.add(
          new Entry(
              one.text("name", ANY),
              one.text("to", ANY),
              one.text("shape", ANY),
              one.text("filter", ANY),
              one.number("from"),
              one.flag("allow_private"),
              one.text("user", ANY),
              one.flag("secret"),
              one.flag("ca"),
              one.smallNumber("rotate_mib"),
              one.smallNumber("rotate_hours"),
              one.smallNumber("keep")));
      one.done();
    }
    Content content =
        new Content(json.text("endpoint", ANY), json.text("server_key", PUBLIC_KEY), targets);
    json.done();
    return content;
  }

  /** The folders; that of the settings is readable to the bridge, its state folder its own. */
  public void folders() {
    HomeTree.folder(home.bridge(), mode("rwxr-x---", "rwx------"), group());
    HomeTree.folder(home.bridgeState(), "rwx------", user);
  }

  /** A folder beside the settings, to look at a target before it is one. */
  public Path draftFolder() {
    Path draft = home.bridge().resolve(".new");
    removeDraft();
    HomeTree.folder(draft, mode("rwxr-x---", "rwx------"), group());
    return draft;
  }

  public void removeDraft() {
    try {
      Trees.remove(home.bridge().resolve(".new"));
    } catch (IOException e) {
      throw CommandFailed.failed(home.bridge() + ": cannot be cleared: " + Reasons.of(e));
    }
  }

  /** Writes {@code targets.json} into the folder; without targets there is none. */
  public void write(Path folder, Content content) {
    Path file = folder.resolve(HomeLayout.BRIDGE_TARGETS);
    if (content.targets().isEmpty()) {
      remove(file);
      return;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    json.put("endpoint", content.endpoint());
    json.put("server_key", content.serverKey());
    json.put("targets", content.targets().stream().map(BridgeFiles::json).toList());
    files.place(file, JsonFile.bytes(json), access());
  }

  private static Map<String, Object> json(Entry target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", target.name());
    json.put("to", target.to());
    json.put("shape", target.shape());
    json.put("filter", target.filter());
    json.put("from", target.from());
    json.put("allow_private", target.allowPrivate());
    json.put("user", target.user());
    json.put("secret", target.secret());
    json.put("ca", target.ca());
    json.put("rotate_mib", target.rotateMib());
    json.put("rotate_hours", target.rotateHours());
    json.put("keep", target.keep());
    return json;
  }

  /** Writes what belongs to a target beside the settings. */
  public void write(
      Path folder, String name, @Nullable SecretBytes secret, byte @Nullable [] certificates) {
    if (secret != null) {
      files.write(folder.resolve(name + ".secret"), secret.segment().asByteBuffer(), access());
    }
    if (certificates != null) {
      files.write(folder.resolve(name + ".ca.pem"), ByteBuffer.wrap(certificates), access());
    }
  }

  /** Removes what belongs to a target. */
  public void remove(String name) {
    remove(home.bridge().resolve(name + ".secret"));
    remove(home.bridge().resolve(name + ".ca.pem"));
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw CommandFailed.failed(file + ": cannot be removed: " + Reasons.of(e));
    }
  }

  private HomeTree.Owner group() {
    return new HomeTree.Owner(null, user.gid());
  }

  private String mode(String shared, String alone) {
    return user.gid() == null ? alone : shared;
  }

  private PlacedFile.Access access() {
    return user.gid() == null
        ? new PlacedFile.Access(null, null, "rw-------")
        : new PlacedFile.Access(0L, user.gid(), "rw-r-----");
  }
}
