package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.log.Leaf;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PseudonymousViewTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  /** Shows whom it is for and hides the name. */
  private final Pseudonyms pseudonyms =
      new Pseudonyms() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public String of(String asker, String name) {
          return "p-" + Integer.toHexString((asker + name).hashCode());
        }
      };

  private final PseudonymousView view = view("siem", NOW);

  private PseudonymousView view(String name, Instant created) {
    return new PseudonymousView(pseudonyms, new Integrator(name, "ab".repeat(32), created, false));
  }

  private static byte[] leaf(AuditEvent event) {
    byte[] record = CloudEvents.encode(event, "vault-service", NOW, new UUID(1, 2));
    return new Leaf(7, "vault-service", Records.INCARNATION, 8, record).encode();
  }

  private static JsonNode told(PseudonymousView by, AuditEvent event) throws IOException {
    return JSON.readTree(by.of(leaf(event)));
  }

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void everyEvent_namesNobody(EventCode code) throws IOException {
    for (String type : new String[] {"vault", "user", "key", "suite", "something"}) {
      AuditEvent event =
          AuditEvent.of(code).by("cli", "marker-user").on(new Resource(type, "marker-thing"));
      for (String detail : code.details()) {
        String value = code.isPersonal(detail) ? "marker " + detail : "plain " + detail;
        event = event.with(detail, detail.equals("level") ? "high" : value);
      }
      String text = new String(view.of(leaf(event)), StandardCharsets.UTF_8);
      assertThat(text).doesNotContain("marker").contains("\"pseudonymous\":true");
      JsonNode told = JSON.readTree(text);
      assertThat(told.at("/sequence").asText()).isEqualTo("00000000000000000007");
      assertThat(told.at("/data/metadata/event_code").asText()).isEqualTo(code.code());
      assertThat(told.at("/data/actor/app_name").asText()).isEqualTo("cli");
      for (String detail : code.details()) {
        boolean sentence = code.isPersonal(detail) && detail.equals("why");
        assertThat(told.at("/data/unmapped").has(detail)).as(detail).isEqualTo(!sentence);
      }
    }
  }

  @Test
  void aName_isTheSameEverywhere_forOneIntegrator_andAnotherForAnother() throws IOException {
    AuditEvent login = AuditEvent.of(EventCode.AUTH_LOGIN).by("cli", "anna");
    AuditEvent created =
        AuditEvent.of(EventCode.USER_CREATED).by("cli", "owner").on(new Resource("user", "anna"));
    String anna = told(view, login).at("/data/user/name").asText();
    assertThat(anna).startsWith("p-");
    assertThat(told(view, login).at("/data/actor/user/uid").asText()).isEqualTo(anna);
    assertThat(told(view, created).at("/data/user/name").asText()).isEqualTo(anna);
    assertThat(told(view("other", NOW), login).at("/data/user/name").asText()).isNotEqualTo(anna);
    assertThat(told(view("siem", NOW.plusSeconds(1)), login).at("/data/user/name").asText())
        .isNotEqualTo(anna);
  }

  @ParameterizedTest
  @CsvSource({
    "principal, vault-service, vault-service",
    "integrator, siem, siem",
    "suite, suite, suite",
  })
  void processes_keepTheirNames(String type, String name, String expected) throws IOException {
    AuditEvent event =
        AuditEvent.of(EventCode.INTEGRATOR_ADDED).by("cli", "anna").on(new Resource(type, name));
    assertThat(told(view, event).at("/data/entity/name").asText()).isEqualTo(expected);
  }

  @Test
  void whatTheCatalogueDoesNotList_isLeftOut() throws IOException {
    String leaf =
        "{\"sequence\":\"00000000000000000001\",\"marker\":1,\"data\":{\"marker\":1,"
            + "\"actor\":{\"marker\":1,\"app_name\":\"cli\"},\"file\":{\"path\":\"marker\","
            + "\"name\":\"diary\"},\"metadata\":{\"event_code\":\"no.such\"},"
            + "\"finding_info\":{\"desc\":\"marker\",\"title\":\"t\"},"
            + "\"unmapped\":{\"why\":\"marker\",\"x\":\"marker\"}}}";
    String told =
        new String(view.of(leaf.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    assertThat(told).doesNotContain("marker").doesNotContain("diary").contains("\"title\":\"t\"");
    String odd = "{\"sequence\":\"00000000000000000001\",\"data\":\"marker\"}";
    assertThat(view.of(odd.getBytes(StandardCharsets.UTF_8))).asString().doesNotContain("marker");
  }

  @Test
  void whatIsNoObject_isNotTold() {
    for (String bad : new String[] {"", "[]", "{", "\"marker\""}) {
      assertThatThrownBy(() -> view.of(bad.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(AuditException.class);
    }
  }
}
