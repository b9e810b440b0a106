package aico.bus.connector;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.bus.contract.StandingResponse;
import aico.bus.zmq.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which rules' alerts a service answers, as it stands in its state folder, strict JSON:
 *
 * <pre>{@code
 * {"version":2,"generation":3,
 *  "responses":[{"rule":"guessed-password","user":"owner","since":"2026-11-01T12:00:00Z"}]}
 * }</pre>
 *
 * <p>One that came back with a restore has {@code "suspended":true}; version 1 knows none.
 *
 * @param generation one more with each write, from 1; 0 where none was ever written
 * @param responses by rule, each rule once
 */
record ResponseBook(long generation, List<StandingResponse> responses) {
  private static final int VERSION = 2;

  /** A hundred rules, with room. */
  static final int MAX_BYTES = 64 * 1024;

  ResponseBook {
    responses = List.copyOf(responses);
    Shapes.between("generation", generation, 0, Long.MAX_VALUE);
    Shapes.between("responses", responses.size(), 0, StandingResponse.MAX);
    if (responses.stream().map(StandingResponse::rule).distinct().count() != responses.size()) {
      throw new InvalidField("responses", "a rule stands there twice");
    }
  }

  private record Content(int version, long generation, List<StandingResponse> responses) {}

  /**
   * What stands in a file.
   *
   * @throws InvalidField naming what is wrong, also with a newer version
   */
  static ResponseBook decode(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new InvalidField("(file)", json.length + " bytes (expected: <= " + MAX_BYTES + ")");
    }
    int version = Json.strict().tree(json).path("version").asInt(VERSION);
    if (version > VERSION) {
      throw new InvalidField("version", version + ", made by newer software (expected: 2)");
    }
    Content content = Json.strict().read(json, Content.class);
    Shapes.between("version", content.version, 1, VERSION);
    Shapes.between("generation", content.generation, 1, Long.MAX_VALUE);
    return new ResponseBook(content.generation, content.responses);
  }

  byte[] encode() {
    return Json.strict().write(new Content(VERSION, generation, responses));
  }

  Optional<StandingResponse> of(String rule) {
    return responses.stream().filter(one -> one.rule().equals(rule)).findFirst();
  }

  /** Takes up what a backup held, none of it in force; what stands here already stays as it is. */
  ResponseBook withSuspended(ResponseBook restored) {
    List<StandingResponse> all = new ArrayList<>(responses);
    restored.responses.stream()
        .filter(one -> of(one.rule()).isEmpty())
        .map(StandingResponse::asSuspended)
        .limit(StandingResponse.MAX - responses.size())
        .forEach(all::add);
    all.sort(Comparator.comparing(StandingResponse::rule));
    return new ResponseBook(Math.max(generation, restored.generation) + 1, all);
  }

  ResponseBook with(StandingResponse chosen) {
    List<StandingResponse> all = new ArrayList<>(without(chosen.rule()).responses);
    all.add(chosen);
    all.sort(Comparator.comparing(StandingResponse::rule));
    return new ResponseBook(generation + 1, all);
  }

  ResponseBook without(String rule) {
    return new ResponseBook(
        generation + 1, responses.stream().filter(one -> !one.rule().equals(rule)).toList());
  }
}
