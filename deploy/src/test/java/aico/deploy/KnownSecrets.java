package aico.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.crypto.Hex;
import aico.bus.crypto.Hkdf;
import aico.bus.crypto.KeyWrap;
import aico.bus.crypto.NativeLibraries;
import aico.bus.crypto.SecretBytes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every secret of a user of a home, from the files and the password, as {@code FORMAT.md} of
 * key-service says. Here they are on the heap: this is for tests that look for them elsewhere.
 */
final class KnownSecrets {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEY_BYTES = 32;
  private static final int MASTER_KIB = 1 << 20;
  private static final int VAULT_KIB = 1 << 18;

  private final Path keys;
  private final Map<String, byte[]> all = new LinkedHashMap<>();

  private KnownSecrets(Path keyState) {
    keys = keyState.resolve("keys");
  }

  /** By name: the password, words of the kit, and every key in both halves and in hex. */
  static Map<String, byte[]> of(Path home, String user, String password, Path kit)
      throws IOException {
    Path keyState = home.resolve("services/key");
    KnownSecrets known = new KnownSecrets(keyState);
    known.all.put("password", password.getBytes(UTF_8));
    known.all.put("password as UTF-16", password.getBytes(UTF_16LE));
    known.words(Files.readString(kit));
    known.key("installation key", installationKey(keyState));
    JsonNode file = known.file(user);
    JsonNode slot = slot(file, "password", "");
    byte[] kek = argon2id(password.getBytes(UTF_8), text(slot, "salt"), MASTER_KIB, 3, 4);
    byte[] master = unwrap(kek, text(slot, "wrapped"));
    known.key("key of the password slot", kek);
    known.key("master key", master);
    known.vaults(user, file, master);
    JsonNode household = known.file("household");
    JsonNode member = slot(household, "member", user);
    byte[] house =
        unwrap(hkdf(master, text(member, "salt"), "aico member slot"), text(member, "wrapped"));
    known.key("household key", house);
    known.vaults("household", household, house);
    return known.all;
  }

  private void key(String name, byte[] key) {
    all.put(name + ", first half", Arrays.copyOf(key, KEY_BYTES / 2));
    all.put(name + ", second half", Arrays.copyOfRange(key, KEY_BYTES / 2, KEY_BYTES));
    all.put(name + " in hex", Hex.encode(key).substring(0, KEY_BYTES).getBytes(US_ASCII));
  }

  /** Each word alone is in memory, with the list. */
  private void words(String kit) {
    Matcher two = Pattern.compile("1\\. ([a-z]+)\\s+2\\. ([a-z]+)").matcher(kit);
    if (!two.find()) {
      throw new IllegalStateException("no kit");
    }
    all.put("kit as printed", two.group().getBytes(US_ASCII));
    all.put("kit as printed, UTF-16", two.group().getBytes(UTF_16LE));
    all.put("words of the kit", (two.group(1) + " " + two.group(2)).getBytes(US_ASCII));
    all.put("lines of the kit", (two.group(1) + "\n" + two.group(2)).getBytes(US_ASCII));
  }

  private void vaults(String user, JsonNode file, byte[] master) {
    Map<Integer, byte[]> wrapping = new LinkedHashMap<>();
    for (JsonNode epoch : file.get("epochs")) {
      byte[] key = argon2id(master, text(epoch, "salt"), VAULT_KIB, 2, 2);
      wrapping.put(epoch.get("epoch").asInt(), key);
      key("wrapping key of " + user, key);
    }
    for (JsonNode vault : file.get("vaults")) {
      byte[] kek = Objects.requireNonNull(wrapping.get(vault.get("wrapping_epoch").asInt()));
      key(
          "vault key of " + user + " " + text(vault, "vault_id"),
          unwrap(kek, text(vault, "wrapped")));
    }
  }

  private JsonNode file(String user) throws IOException {
    return JSON.readTree(Files.readString(keys.resolve(user + ".json")));
  }

  private static JsonNode slot(JsonNode file, String kind, String user) {
    for (JsonNode slot : file.get("slots")) {
      if (text(slot, "kind").equals(kind) && slot.path("user").asText().equals(user)) {
        return slot;
      }
    }
    throw new IllegalStateException("no slot " + kind + " " + user);
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asText();
  }

  private static byte[] installationKey(Path keyState) throws IOException {
    try (Stream<Path> files = Files.list(keyState)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("installation-"))
          .map(KnownSecrets::secondLine)
          .findFirst()
          .orElseThrow();
    }
  }

  private static byte[] secondLine(Path file) {
    try {
      return Hex.decode(Files.readAllLines(file).get(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] unwrap(byte[] kek, String wrapped) {
    try (SecretBytes key = SecretBytes.copyOfAndWipe(kek.clone());
        SecretBytes plain = KeyWrap.unwrap(key, Hex.decode(wrapped))) {
      return plain.segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static byte[] hkdf(byte[] key, String salt, String info) {
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(key.clone());
        SecretBytes derived =
            Hkdf.sha512(secret, salt.getBytes(US_ASCII), info.getBytes(US_ASCII), KEY_BYTES)) {
      return derived.segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private static byte[] argon2id(byte[] password, String salt, int kib, int passes, int lanes) {
    MethodHandle hash =
        NativeLibraries.open("libargon2.so.1", "libargon2-1")
            .bind(
                "argon2id_hash_raw",
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment secret = arena.allocateFrom(ValueLayout.JAVA_BYTE, password);
      MemorySegment salted = arena.allocateFrom(ValueLayout.JAVA_BYTE, salt.getBytes(US_ASCII));
      MemorySegment key = arena.allocate(KEY_BYTES);
      int answer =
          (int)
              hash.invokeExact(
                  passes,
                  kib,
                  lanes,
                  secret,
                  secret.byteSize(),
                  salted,
                  salted.byteSize(),
                  key,
                  key.byteSize());
      if (answer != 0) {
        throw new IllegalStateException("argon2id: " + answer);
      }
      return key.toArray(ValueLayout.JAVA_BYTE);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }
}
