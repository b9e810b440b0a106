package aico.bus.zmq;

import aico.bus.contract.InvalidField;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What {@code audit.stream} says to a subscriber; the frames stand in audit-service's FORMAT.md.
 */
public sealed interface StreamMessage {
  /** Of a tree of 2^63 leaves. */
  int PROOF_MAX_HASHES = 64;

  int HASH_BYTES = 32;

  /** One event: its place in the log and its leaf, byte for byte. */
  record Event(long sequence, byte[] leaf) implements StreamMessage {}

  /** These are no longer in the log; the stream goes on behind them. */
  record Pruned(long first, long last) implements StreamMessage {}

  /** All events below {@code head} have been sent. */
  record CaughtUp(long head) implements StreamMessage {}

  /** How long the log is, and its last checkpoint, a signed note; empty before the first. */
  record Heartbeat(long head, String checkpoint) implements StreamMessage {}

  /** The consistency proof that was asked for, in RFC 6962 order. */
  record Proof(long from, long to, List<byte[]> hashes) implements StreamMessage {}

  /** A message of this side was refused; with {@code code} {@code failed} the stream has ended. */
  record Refused(String code, String message, String field) implements StreamMessage {}

  /** Access has ended for good. */
  record Revoked() implements StreamMessage {}

  /** Another stream was opened with the same credential; this one has ended. */
  record Replaced() implements StreamMessage {}

  /** The service speaks another version. */
  record UnsupportedVersion() implements StreamMessage {}

  /**
   * The message in these frames, or nothing when it is one that this reader does not know: a newer
   * service may say more.
   *
   * @throws InvalidField when a message that it knows is malformed
   */
  static Optional<StreamMessage> decode(List<byte[]> frames) {
    return switch (text(frames.getFirst())) {
      case "event" -> {
        requireFrames(frames, 3);
        yield Optional.of(new Event(sequence(text(frames.get(1))), frames.get(2)));
      }
      case "pruned" -> {
        JsonNode body = body(frames);
        yield Optional.of(new Pruned(number(body, "first"), number(body, "last")));
      }
      case "caught_up" -> Optional.of(new CaughtUp(number(body(frames), "head")));
      case "heartbeat" -> {
        JsonNode body = body(frames);
        yield Optional.of(new Heartbeat(number(body, "head"), body.path("checkpoint").asText("")));
      }
      case "error" -> {
        JsonNode body = body(frames);
        yield Optional.of(
            new Refused(
                body.path("code").asText("failed"),
                body.path("message").asText(""),
                body.path("field").asText("")));
      }
      case "proof" -> {
        JsonNode body = body(frames);
        yield Optional.of(
            new Proof(number(body, "from"), number(body, "to"), hashes(body.path("hashes"))));
      }
      case "revoked" -> Optional.of(new Revoked());
      case "replaced" -> Optional.of(new Replaced());
      case "unsupported_version" -> Optional.of(new UnsupportedVersion());
      default -> Optional.empty();
    };
  }

  private static JsonNode body(List<byte[]> frames) {
    requireFrames(frames, 2);
    JsonNode body = Json.tolerant().tree(frames.get(1));
    if (!body.isObject()) {
      throw new InvalidField("body", "expected an object");
    }
    return body;
  }

  private static void requireFrames(List<byte[]> frames, int count) {
    if (frames.size() < count) {
      throw new InvalidField("frames", frames.size() + " (expected: " + count + ")");
    }
  }

  private static List<byte[]> hashes(JsonNode list) {
    List<byte[]> hashes = new ArrayList<>();
    try {
      for (JsonNode one : list) {
        hashes.add(Base64.getDecoder().decode(one.asText("-")));
      }
    } catch (IllegalArgumentException notBase64) {
      throw new InvalidField("hashes", "expected base64");
    }
    if (!list.isArray()
        || hashes.size() > PROOF_MAX_HASHES
        || hashes.stream().anyMatch(hash -> hash.length != HASH_BYTES)) {
      throw new InvalidField("hashes", "expected at most 64 hashes of 32 bytes");
    }
    return List.copyOf(hashes);
  }

  private static long number(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
      throw new InvalidField(name, "expected a number from 0");
    }
    return value.asLong();
  }

  private static long sequence(String digits) {
    if (!digits.matches("[0-9]{1,18}")) {
      throw new InvalidField("sequence", "expected 1 to 18 digits");
    }
    return Long.parseLong(digits);
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }
}
