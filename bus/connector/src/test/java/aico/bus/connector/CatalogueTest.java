package aico.bus.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.EventCode.OcsfClass;
import aico.bus.contract.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds what stands in {@code bus/catalogue} against {@link EventCode}. After an addition run it
 * once with {@code -Dcatalogue.write=true}, which adds what is missing and never takes away.
 *
 * <p>{@code event.schema.json} is a transcription of those of OCSF's rules that an event of ours
 * can touch: no registry that a build reaches has OCSF's own schema. {@code
 * bus/catalogue/README.md} says what it was compared with, and when.
 */
class CatalogueTest {
  private static final Path FOLDER = Path.of("../catalogue");
  private static final boolean WRITE = Boolean.getBoolean("catalogue.write");
  private static final String HOW =
      "run once: ./mvnw test -pl bus/connector -am -Dtest=CatalogueTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dcatalogue.write=true";

  private static final Instant AT = Instant.parse("2026-11-01T12:00:00Z");
  private static final UUID ID = UUID.fromString("3f0f8a2e-0c7b-4a37-9f43-6a2d2f6a3c11");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA = schema();

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void everyCode_hasItsSample(EventCode code) throws IOException {
    String sample =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(encode(code)))
            + "\n";
    Path file = FOLDER.resolve("samples").resolve(code.code() + ".json");
    if (WRITE) {
      Files.writeString(file, sample);
    }
    assertThat(file).as(HOW).exists().hasContent(sample);
  }

  @Test
  void everySample_hasItsCode() throws IOException {
    Set<String> codes =
        Arrays.stream(EventCode.values()).map(EventCode::code).collect(Collectors.toSet());
    try (Stream<Path> samples = Files.list(FOLDER.resolve("samples"))) {
      assertThat(samples.map(file -> file.getFileName().toString().replaceAll("\\.json$", "")))
          .containsExactlyInAnyOrderElementsOf(codes);
    }
  }

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void everyCode_isValid(EventCode code) throws IOException {
    assertThat(SCHEMA.validate(JSON.readTree(encode(code)))).isEmpty();
    assertThat(SCHEMA.validate(JSON.readTree(encode(AuditEvent.of(code))))).as("bare").isEmpty();
    assertThat(SCHEMA.validate(JSON.readTree(encode(AuditEvent.of(code).failed()))))
        .as("failed")
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(OcsfClass.class)
  void whatOcsfDoesNotKnow_isInvalid(OcsfClass ocsfClass) throws IOException {
    EventCode code =
        Arrays.stream(EventCode.values())
            .filter(each -> each.ocsfClass() == ocsfClass)
            .findFirst()
            .orElseThrow();
    JsonNode event = JSON.readTree(encode(code));
    ((ObjectNode) event.get("data")).put("content", "of a letter");
    assertThat(SCHEMA.validate(event)).isNotEmpty();

    JsonNode without = JSON.readTree(encode(code));
    ((ObjectNode) without.get("data")).remove("metadata");
    assertThat(SCHEMA.validate(without))
        .extracting(ValidationMessage::getMessage)
        .anySatisfy(message -> assertThat(message).contains("metadata"));
  }

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void status_isAnOutcome_orOfAFindingWhatBecameOfIt(EventCode code) throws IOException {
    JsonNode failed = JSON.readTree(encode(AuditEvent.of(code).failed()));
    boolean finding = code.ocsfClass() == OcsfClass.DETECTION_FINDING;
    boolean newFinding = finding && code.activityId() == 1;
    if (newFinding || !finding) {
      assertThat(failed.at("/data/status_id").asInt()).isEqualTo(newFinding ? 1 : 2);
    }
    ((ObjectNode) failed.get("data")).put("status_id", 3);
    assertThat(SCHEMA.validate(failed).isEmpty()).isEqualTo(finding);
  }

  /** What a class has only by a profile stands in an event that names the profile. */
  @ParameterizedTest
  @CsvSource({"ALERT_RAISED, host", "SERVICE_STARTED, host", "DECISION_DENIED, security_control"})
  void attributeOfAProfile_withoutTheProfile_isInvalid(EventCode code, String profile)
      throws IOException {
    JsonNode event = JSON.readTree(encode(code));
    assertThat(event.at("/data/metadata/profiles/0").asText()).isEqualTo(profile);
    ((ObjectNode) event.at("/data/metadata")).remove("profiles");
    assertThat(SCHEMA.validate(event)).isNotEmpty();
  }

  /** Within a major, whoever read an event yesterday can read it today. */
  @Test
  void whatWasPublished_isStillThere() throws IOException {
    Path file = FOLDER.resolve("catalogue-1.txt");
    Set<String> present = new TreeSet<>();
    for (EventCode code : EventCode.values()) {
      present.add(line(code, ""));
      code.details().forEach(detail -> present.add(line(code, detail)));
    }
    Set<String> published =
        new TreeSet<>(Files.exists(file) ? Files.readAllLines(file) : List.of());

    assertThat(EventCode.CATALOGUE_VERSION).startsWith("1.");
    assertThat(present)
        .as("nothing is taken away or changed within a major")
        .containsAll(published);
    if (WRITE) {
      Files.writeString(file, String.join("\n", present) + "\n");
    } else {
      assertThat(published).as(HOW).containsAll(present);
    }
  }

  @Test
  void list_isTrue() throws IOException {
    StringBuilder list = new StringBuilder();
    Arrays.stream(EventCode.values())
        .sorted(Comparator.comparing(EventCode::code))
        .forEach(code ->
            list.append(
                "| `%s` | %d | %d | %s |\n"
                    .formatted(
                        code.code(),
                        code.ocsfClass().uid(),
                        code.activityId(),
                        code.details().stream()
                            .map(d -> "`" + d + "`" + (code.isPersonal(d) ? " (personal)" : ""))
                            .collect(Collectors.joining(", ")))));
    Path file = FOLDER.resolve("README.md");
    String text = Files.readString(file);
    String head =
        text.substring(
            0, text.indexOf("| --- |") + text.substring(text.indexOf("| --- |")).indexOf('\n') + 1);
    if (WRITE) {
      Files.writeString(file, head + list);
    }
    assertThat(file).as(HOW).hasContent(head + list);
  }

  @Test
  void detailThatIsNotListed_makesNoEvent() {
    AuditEvent event = AuditEvent.of(EventCode.VAULT_MOUNTED);

    assertThatThrownBy(() -> event.with("password", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event vault.mounted: detail password (expected: one that EventCode lists)");
  }

  private static String line(EventCode code, String detail) {
    return "%s %d%02d %s"
        .formatted(code.code(), code.ocsfClass().uid(), code.activityId(), detail)
        .strip();
  }

  private static byte[] encode(EventCode code) {
    AuditEvent event =
        AuditEvent.of(code)
            .by("cli", "owner")
            .on(new Resource("vault", "diary"))
            .correlated("0123456789abcdef0123456789abcdef");
    for (String detail : code.details()) {
      event = event.with(detail, detail.equals("level") ? "high" : "a " + detail.replace('_', ' '));
    }
    return encode(event);
  }

  private static byte[] encode(AuditEvent event) {
    return CloudEvents.encode(event, "vault-service", AT, ID);
  }

  private static JsonSchema schema() {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(new String(Files.readAllBytes(FOLDER.resolve("event.schema.json")), UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
