package aico.vault.storage;

import aico.bus.zmq.SpareFile;
import aico.vault.VaultException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * One JSON object in a file, read strictly: a newer version, an unknown, missing or duplicate
 * field, and a value of another type are refused with file and field.
 */
final class StateFile {
  /** An entry is a few hundred bytes; the longest path is 4 KiB. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final String WHOLE = "(file)";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final ObjectNode object;
  private final Set<String> known = new HashSet<>();

  private StateFile(Path file, ObjectNode object) {
    this.file = file;
    this.object = object;
  }

  /** Which version it is of, at most the one that was asked for. */
  int version() {
    return object.path("version").intValue();
  }

  int number(String field, int from) {
    JsonNode value = required(field);
    if (!value.isInt() || value.intValue() < from) {
      throw refuse(field, "expected: a number from " + from);
    }
    return value.intValue();
  }

  /** Reads a file whose newest known version is {@code version}. */
  static StateFile read(Path file, int version) {
    StateFile read = new StateFile(file, parse(file));
    JsonNode found = read.required("version");
    if (!found.isInt() || found.intValue() < 1) {
      throw read.refuse("version", "expected: a number from 1");
    }
    if (found.intValue() > version) {
      throw read.refuse(
          "version",
          "%d, made by newer software (expected: <= %d)".formatted(found.intValue(), version));
    }
    return read;
  }

  private static ObjectNode parse(Path file) {
    try {
      long sizeBytes = Files.size(file);
      if (sizeBytes > MAX_BYTES) {
        throw new StateFileException(
            file, WHOLE, "%d bytes (expected: <= %d)".formatted(sizeBytes, MAX_BYTES));
      }
      if (MAPPER.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
        return object;
      }
      throw new StateFileException(file, WHOLE, "expected: a JSON object");
    } catch (JsonProcessingException garbled) {
      throw new StateFileException(file, WHOLE, garbled.getOriginalMessage());
    } catch (IOException unreadable) {
      throw new VaultException(
          "cannot read %s: %s".formatted(file, unreadable.getMessage()), unreadable);
    }
  }

  /** Writes {@code object}, which has its version set. */
  static void write(Path file, ObjectNode object) {
    try {
      DurableFile.replace(file, MAPPER.writeValueAsBytes(object));
    } catch (JsonProcessingException impossible) {
      throw new VaultException("cannot encode " + file, impossible);
    }
  }

  /** The same, on a full disk in the room that is set aside. */
  static void write(Path file, ObjectNode object, SpareFile spare) {
    try {
      write(file, object);
      spare.setAside();
    } catch (VaultException full) {
      try {
        spare.replace(MAPPER.writeValueAsBytes(object));
      } catch (IOException failed) {
        full.addSuppressed(failed);
        throw full;
      }
    }
  }

  static ObjectNode object(int version) {
    return MAPPER.createObjectNode().put("version", version);
  }

  /** A text, as {@code shape} makes of it; what the shape throws is told with the field. */
  <T> T text(String field, Function<String, T> shape) {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw refuse(field, "expected: a text");
    }
    try {
      return shape.apply(value.textValue());
    } catch (RuntimeException outOfShape) {
      throw refuse(field, String.valueOf(outOfShape.getMessage()));
    }
  }

  boolean flag(String field) {
    JsonNode value = required(field);
    if (!value.isBoolean()) {
      throw refuse(field, "expected: true or false");
    }
    return value.booleanValue();
  }

  Set<String> texts(String field) {
    JsonNode value = required(field);
    Set<String> texts = new HashSet<>();
    if (!value.isArray()) {
      throw refuse(field, "expected: a list of texts");
    }
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw refuse(field, "expected: a list of texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** Refuses fields that nobody asked for. */
  void end() {
    object
        .fieldNames()
        .forEachRemaining(field -> {
          if (!known.contains(field)) {
            throw refuse(field, "unknown");
          }
        });
  }

  StateFileException refuse(String field, String message) {
    return new StateFileException(file, field, message);
  }

  private JsonNode required(String field) {
    known.add(field);
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      throw refuse(field, "missing");
    }
    return value;
  }
}
