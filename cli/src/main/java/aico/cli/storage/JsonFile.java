package aico.cli.storage;

import aico.cli.CommandFailed;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the home's JSON files strictly: duplicate, missing and unknown fields, other types and a
 * newer version are refused with file and field named.
 */
final class JsonFile {
  /** The largest of these files has a few kilobytes. */
  private static final long MAX_BYTES = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private JsonFile() {}

  /** The object in the file, or nothing when there is no file. */
  static Optional<StrictObject> read(Path file) {
    byte[] content;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, "file", Files.size(file) + " bytes (expected: <= " + MAX_BYTES + ")");
      }
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw damaged(file, "file", "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
    }
    try (JsonParser parser = MAPPER.createParser(content)) {
      JsonNode node = MAPPER.readTree(parser);
      if (node == null || !node.isObject()) {
        throw damaged(file, "file", "no JSON object");
      }
      if (parser.nextToken() != null) {
        throw damaged(file, "file", "something follows the JSON object");
      }
      return Optional.of(new StrictObject(file, "", node));
    } catch (JacksonException notJson) {
      throw damaged(file, "file", "not JSON: " + notJson.getOriginalMessage() + at(notJson));
    } catch (IOException notJson) {
      throw damaged(file, "file", "not JSON");
    }
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
  }

  /** As bytes of pretty JSON with a newline at the end. */
  static byte[] bytes(Object content) {
    try {
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JacksonException e) {
      throw new IllegalStateException("cannot be written as JSON", e);
    }
  }

  static CommandFailed damaged(Path file, String field, String message) {
    return CommandFailed.failed(file + ": " + field + ": " + message);
  }
}
