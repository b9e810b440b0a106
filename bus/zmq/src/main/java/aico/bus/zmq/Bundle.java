package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one principal needs to take part in the bus, and no more: the topics it owns with who may
 * connect, and the topics it joins with their owners' keys. Provisioning writes it, the process
 * reads it and reads it again when it changes.
 *
 * @param managementPort the loopback port for health and meters; 0 where the process has none
 * @param settings plain settings that provisioning hands to the process
 * @param topics by name
 * @param previousKey the public key this principal had before, 64 lower-case hex digits, as long as
 *     connections under it may still live; null when there is none
 */
public record Bundle(
    String principal,
    Role role,
    int managementPort,
    Map<String, String> settings,
    Map<String, BundleTopic> topics,
    @Nullable String previousKey) {
  public static final String FILE = "bundle.json";
  public static final String KEY_FILE = "curve.key";

  /** A bundle of a home's few topics and principals has some 10 KiB. */
  private static final int FILE_BYTES = 1024 * 1024;

  public Bundle {
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    topics = Collections.unmodifiableMap(new TreeMap<>(topics));
  }

  /** A bundle of a principal that has one key. */
  public Bundle(
      String principal,
      Role role,
      int managementPort,
      Map<String, String> settings,
      Map<String, BundleTopic> topics) {
    this(principal, role, managementPort, settings, topics, null);
  }

  /** Reads {@link #FILE} in a state folder, or {@link BundleException}. */
  public static Bundle read(Path stateFolder) {
    return parse(stateFolder, bytes(stateFolder));
  }

  /** The bytes of {@link #FILE}, or {@link BundleException}. */
  static byte[] bytes(Path stateFolder) {
    Path file = stateFolder.resolve(FILE);
    try {
      if (Files.size(file) > FILE_BYTES) {
        throw new BundleException(file, "", "too long (expected: <= " + FILE_BYTES + " bytes)");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BundleException(file, "", "missing: the home is not provisioned");
    } catch (IOException e) {
      throw new BundleException(file, "", "cannot be read: " + e.getMessage());
    }
  }

  static Bundle parse(Path stateFolder, byte[] json) {
    try {
      return BundleFile.parse(json);
    } catch (InvalidField e) {
      String message = String.valueOf(e.getMessage());
      throw new BundleException(
          stateFolder.resolve(FILE), e.field(), message.substring(e.field().length() + 2));
    }
  }

  /** Writes {@link #FILE} into a state folder, whole or not at all. */
  public void write(Path stateFolder) throws IOException {
    AtomicFile.write(stateFolder.resolve(FILE), BundleFile.format(this));
  }

  /** A setting, or {@link BundleException} naming it. */
  public String setting(Path stateFolder, String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new BundleException(stateFolder.resolve(FILE), "settings." + name, "missing");
    }
    return value;
  }

  /** The topic that this principal owns, or {@link BusException}. */
  BundleTopic.Owned owned(String topic) {
    return switch (topics.get(topic)) {
      case BundleTopic.Owned owned -> owned;
      case BundleTopic.Joined joined ->
          throw new BusException(topic + ": owned by " + joined.ownerPrincipal());
      case null -> throw new BusException(topic + ": not in the bundle of " + principal);
    };
  }

  /** The topic that this principal joins, or {@link BusException}. */
  BundleTopic.Joined joined(String topic) {
    return switch (topics.get(topic)) {
      case BundleTopic.Joined joined -> joined;
      case BundleTopic.Owned owned ->
          throw new BusException(topic + ": " + principal + " owns it itself");
      case null -> throw new BusException(topic + ": not in the bundle of " + principal);
    };
  }
}
