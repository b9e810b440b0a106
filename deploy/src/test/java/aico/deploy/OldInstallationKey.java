package aico.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.crypto.Hex;
import aico.bus.crypto.Hkdf;
import aico.bus.crypto.KeyWrap;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.StateSeal;
import aico.bus.crypto.UnsealException;
import aico.bus.crypto.UnwrapException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An installation key as a thief has it: the key, and {@code installation.json} of that day. Says
 * what in the home of today it opens, by the published formats alone.
 */
final class OldInstallationKey implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "aico-installation-key 1\n";
  private static final int MAC_LINE = 81;

  private final Path services;
  private final SecretBytes key;
  private final List<JsonNode> records = new ArrayList<>();

  private OldInstallationKey(Path services, SecretBytes key) {
    this.services = services;
    this.key = key;
  }

  /** The key of now, before it is rotated. */
  static OldInstallationKey of(Path home) throws IOException {
    Path services = home.resolve("services");
    Path state = services.resolve("key");
    String id = record(services).get("key_id").asText();
    String text = Files.readString(state.resolve("installation-%s.key".formatted(id)), US_ASCII);
    byte[] bytes = Hex.decode(text.substring(HEADER.length()).strip());
    OldInstallationKey old = new OldInstallationKey(services, SecretBytes.copyOfAndWipe(bytes));
    old.records.add(record(services));
    return old;
  }

  private static JsonNode record(Path services) throws IOException {
    return JSON.readTree(services.resolve("key/installation.json").toFile());
  }

  /** The names of the files, below the services' folders, that this key opens or vouches for. */
  List<String> opens() throws IOException {
    List<String> opened = new ArrayList<>();
    List<JsonNode> salts = new ArrayList<>(records);
    salts.add(record(services));
    for (JsonNode one : salts) {
      for (JsonNode salt : one.get("service_keys")) {
        String principal = salt.get("principal").asText();
        String name = "service/%s/%s".formatted(principal, salt.get("purpose").asText());
        try (SecretBytes serviceKey = derive(salt.get("salt").asText(), name)) {
          Path folder = services.resolve(principal.replace("-service", ""));
          sealed(folder)
              .forEach((file, parts) -> {
                if (opens(serviceKey, parts)) {
                  opened.add(services.relativize(file).toString());
                }
              });
          for (Path manifest : below(folder, ".manifest")) {
            if (vouchesFor(serviceKey, manifest)) {
              opened.add(services.relativize(manifest).toString());
            }
          }
        }
      }
    }
    keyFiles(opened);
    return opened;
  }

  private void keyFiles(List<String> opened) throws IOException {
    Path state = services.resolve("key");
    try (SecretBytes integrity = derive("", "key-service/integrity")) {
      List<Path> files = new ArrayList<>(below(state.resolve("keys"), ".json"));
      for (String name : List.of("installation.json", "throttle.json", "held.json")) {
        files.add(state.resolve(name));
      }
      for (Path file : files) {
        if (Files.exists(file)) {
          byte[] whole = Files.readAllBytes(file);
          String name = state.relativize(file).toString();
          String mac = mac(integrity, name + " ", Arrays.copyOf(whole, whole.length - MAC_LINE));
          if (new String(whole, UTF_8).contains(mac)) {
            opened.add("key/" + name);
          }
        }
      }
    }
    for (Path file : below(state.resolve("keys"), ".json")) {
      for (JsonNode slot : JSON.readTree(file.toFile()).get("slots")) {
        if (slot.get("kind").asText().equals("unattended")
            && unwraps(slot.get("salt").asText(), "aico unattended slot", slot)) {
          opened.add(file.getFileName() + " unattended");
        }
      }
    }
    JsonNode attestation = record(services).get("attestation");
    if (unwraps(attestation.get("salt").asText(), "key-service/attestation", attestation)) {
      opened.add("attestation");
    }
  }

  private boolean unwraps(String salt, String info, JsonNode wrap) {
    try (SecretBytes wrapping = derive(salt, info);
        SecretBytes found = KeyWrap.unwrap(wrapping, Hex.decode(wrap.get("wrapped").asText()))) {
      return found.sizeBytes() > 0;
    } catch (UnwrapException anotherKeys) {
      return false;
    }
  }

  /** Each sealed file: what was bound to it, and the sealed bytes. */
  private static Map<Path, byte[][]> sealed(Path folder) throws IOException {
    Map<Path, byte[][]> files = new LinkedHashMap<>();
    String origin = origin(folder);
    for (Path file : below(folder, ".sealed")) {
      String name = file.getFileName().toString();
      byte[] whole = Files.readAllBytes(file);
      int header = 0;
      String context;
      switch (name) {
        case "sessions.sealed", "responses.sealed", "token-signing.sealed" -> {
          header = new String(whole, UTF_8).indexOf('\n') + 1;
          context = new String(whole, 0, header, US_ASCII);
        }
        case "pseudonyms.sealed" -> context = "aico audit pseudonym key 1";
        case "log-signing.sealed" -> context = "aico audit log signing key 1\n" + origin;
        default ->
            context =
                "aico audit log signing key 1\n%s/epoch/%s"
                    .formatted(origin, name.replace(".sealed", ""));
      }
      files.put(
          file,
          new byte[][] {context.getBytes(UTF_8), Arrays.copyOfRange(whole, header, whole.length)});
    }
    return files;
  }

  /** The name in front of the verifier key. */
  private static String origin(Path folder) throws IOException {
    Path vkey = folder.resolve("log.vkey");
    return Files.exists(vkey) ? Files.readString(vkey).split("\\+", 2)[0] : "";
  }

  private static boolean opens(SecretBytes serviceKey, byte[][] parts) {
    try {
      StateSeal.open(serviceKey, parts[0], parts[1]);
      return true;
    } catch (UnsealException sealedUnderAnother) {
      return false;
    }
  }

  private static boolean vouchesFor(SecretBytes serviceKey, Path manifest) throws IOException {
    byte[] whole = Files.readAllBytes(manifest);
    String text = new String(whole, US_ASCII);
    int last = text.lastIndexOf("mac ");
    return text.substring(last)
        .contains(mac(serviceKey, "vault-manifest ", Arrays.copyOf(whole, last)));
  }

  private static String mac(SecretBytes key, String info, byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return hex(key, "", info + Hex.encode(digest));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String hex(SecretBytes key, String salt, String info) {
    try (SecretBytes derived = derive(key, salt, info)) {
      return Hex.encode(derived.segment().toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private SecretBytes derive(String salt, String info) {
    return derive(key, salt, info);
  }

  private static SecretBytes derive(SecretBytes key, String salt, String info) {
    return Hkdf.sha512(key, salt.getBytes(US_ASCII), info.getBytes(US_ASCII), 32);
  }

  private static List<Path> below(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
