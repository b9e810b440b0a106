package aico.bridge.storage;

import aico.bridge.BridgeException;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** Strict, versioned JSON files that are replaced whole. */
final class StateFile {
  private static final int MAX_BYTES = 1 << 20;

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private StateFile() {}

  /** The object in the file with exactly these fields beside its version; nothing without it. */
  static Optional<JsonNode> read(Path file, int version, Set<String> fields) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, "file", "larger than " + MAX_BYTES + " bytes");
      }
      byte[] content = Files.readAllBytes(file);
      try (JsonParser parser = JSON.createParser(content)) {
        JsonNode node = JSON.readTree(parser);
        if (node == null || !node.isObject() || parser.nextToken() != null) {
          throw damaged(file, "file", "not one JSON object");
        }
        requireVersion(file, node.path("version"), version);
        requireFields(file, "", node, fields, true);
        return Optional.of(node);
      }
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (JacksonException notJson) {
      throw damaged(file, "file", "not JSON: " + notJson.getOriginalMessage());
    } catch (IOException unreadable) {
      throw damaged(file, "file", "cannot be read: " + unreadable.getMessage());
    }
  }

  private static void requireVersion(Path file, JsonNode found, int version) {
    if (!found.isInt() || found.asInt() < 1) {
      throw damaged(file, "version", "expected: " + version);
    }
    if (found.asInt() != version) {
      throw damaged(
          file,
          "version",
          found.asInt()
              + (found.asInt() > version ? " was written by a newer build" : "")
              + " (expected: "
              + version
              + ")");
    }
  }

  /** Refuses missing and unknown fields. */
  static void requireFields(
      Path file, String prefix, JsonNode node, Set<String> fields, boolean withVersion) {
    for (String field : fields) {
      if (!node.has(field)) {
        throw damaged(file, prefix + field, "missing");
      }
    }
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!fields.contains(name) && !(withVersion && name.equals("version"))) {
        throw damaged(file, prefix + name, "unknown field");
      }
    }
  }

  static String text(Path file, String prefix, JsonNode node, String field) {
    if (!node.path(field).isTextual()) {
      throw damaged(file, prefix + field, "expected: a text");
    }
    return node.path(field).asText();
  }

  static long number(Path file, String prefix, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw damaged(file, prefix + field, "expected: a number from 0");
    }
    return value.asLong();
  }

  static boolean flag(Path file, String prefix, JsonNode node, String field) {
    if (!node.path(field).isBoolean()) {
      throw damaged(file, prefix + field, "expected: true or false");
    }
    return node.path(field).asBoolean();
  }

  static BridgeException damaged(Path file, String field, String message) {
    return new BridgeException(field, file.getFileName() + ": " + field + ": " + message);
  }

  /**
   * Replaces the file.
   *
   * @param durable whether it must outlive a power cut
   */
  static void write(Path file, Object content, boolean durable) throws IOException {
    byte[] bytes = (JSON.writeValueAsString(content) + "\n").getBytes(StandardCharsets.UTF_8);
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      if (durable) {
        channel.force(true);
      }
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (durable) {
      sync(file.toAbsolutePath().getParent());
    }
  }

  static void sync(@org.jspecify.annotations.Nullable Path folder) throws IOException {
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
