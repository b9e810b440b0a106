package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.log.Leaf;
import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.Resource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFactsTest {
  private static final Instant TIME = Instant.parse("2026-11-23T22:03:04.567Z");

  private static byte[] leaf(AuditEvent event) {
    byte[] record = CloudEvents.encode(event, "vault-service", TIME, new UUID(1, 2));
    return new Leaf(7, "vault-service", Records.INCARNATION, 1, record).encode();
  }

  @ParameterizedTest
  @EnumSource(EventCode.class)
  void of_everyEventOfTheCatalogue_tellsItsCodeClassTimeAndWhose(EventCode code) {
    EventFacts facts =
        EventFacts.of(
            leaf(AuditEvent.of(code).by("cli", "owner").on(new Resource("vault", "diary"))));
    assertThat(facts.code()).isEqualTo(code.code());
    assertThat(facts.classUid()).isEqualTo(code.ocsfClass().uid());
    assertThat(facts.timeMs()).isEqualTo(TIME.toEpochMilli());
    assertThat(facts.principal()).isEqualTo("cli");
    assertThat(facts.user()).isEqualTo("owner");
    switch (code.ocsfClass()) {
      case FILE_SYSTEM_ACTIVITY, DETECTION_FINDING, ENTITY_MANAGEMENT, API_ACTIVITY ->
          assertThat(facts.resource()).isEqualTo("vault/diary");
      case ACCOUNT_CHANGE, AUTHENTICATION, APPLICATION_LIFECYCLE ->
          assertThat(facts.resource()).isNull();
    }
    assertThat(facts.severityId()).isPositive();
  }

  @Test
  void of_anEventOfTheServiceItself_isCausedByIt() {
    EventFacts facts = EventFacts.of(leaf(AuditEvent.of(EventCode.SERVICE_STARTED)));
    assertThat(facts.principal()).isEqualTo("vault-service");
    assertThat(facts.user()).isNull();
    assertThat(facts.resource()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "7",
        "{\"data\":7}",
        "{\"data\":{\"actor\":[],\"metadata\":7,\"resources\":[7,{\"name\":8}]}}",
        "{\"data\":{\"class_uid\":1e9,\"severity_id\":99999999999999999999,\"user\":{\"name\":{}}}}",
        "{\"time\":\"never\",\"data\":{\"resources\":[[[]]]}}"
      })
  void of_whateverItIs_isEmpty(String leaf) {
    EventFacts facts = EventFacts.of(leaf.getBytes(StandardCharsets.UTF_8));
    assertThat(facts.code()).isEmpty();
    assertThat(facts.timeMs()).isZero();
    assertThat(facts.classUid()).isZero();
  }

  @Test
  void match_byEachField() {
    byte[] leaf =
        leaf(
            AuditEvent.of(EventCode.VAULT_MOUNTED)
                .by("cli", "owner")
                .on(new Resource("vault", "diary")));
    assertMatch(leaf, filter("cli", null, null, null, null, null, null, null, null), true);
    assertMatch(
        leaf, filter("vault-service", null, null, null, null, null, null, null, null), false);
    assertMatch(leaf, filter(null, "owner", null, null, null, null, null, null, null), true);
    assertMatch(leaf, filter(null, "guest", null, null, null, null, null, null, null), false);
    assertMatch(
        leaf, filter(null, null, "vault.mounted", null, null, null, null, null, null), true);
    assertMatch(leaf, filter(null, null, "vault.*", null, null, null, null, null, null), true);
    assertMatch(leaf, filter(null, null, "key.*", null, null, null, null, null, null), false);
    assertMatch(leaf, filter(null, null, null, 1001, null, null, null, null, null), true);
    assertMatch(leaf, filter(null, null, null, 3002, null, null, null, null, null), false);
    assertMatch(leaf, filter(null, null, null, null, 1, null, null, null, null), true);
    assertMatch(leaf, filter(null, null, null, null, 2, null, null, null, null), false);
    assertMatch(leaf, filter(null, null, null, null, null, "diary", null, null, null), true);
    assertMatch(leaf, filter(null, null, null, null, null, "vault/diary", null, null, null), true);
    assertMatch(leaf, filter(null, null, null, null, null, "iary", null, null, null), false);
    String at = "2026-11-23T22:03:04.567Z";
    String later = "2026-11-23T22:03:04.568Z";
    assertMatch(leaf, filter(null, null, null, null, null, null, at, later, null), true);
    assertMatch(leaf, filter(null, null, null, null, null, null, null, at, null), false);
    assertMatch(leaf, filter(null, null, null, null, null, null, later, null, null), false);
    assertMatch(leaf, filter(null, null, null, null, null, null, null, null, "DIARY"), true);
    assertMatch(leaf, filter(null, null, null, null, null, null, null, null, "novel"), false);
    assertMatch(leaf, EventFilter.all(), true);
  }

  /** Most names are pseudonyms in events. */
  @Test
  void aName_isFoundByWhatStandsForIt_andAsItself() {
    byte[] leaf =
        TestEvents.events()
            .encode(
                AuditEvent.of(EventCode.VAULT_MOUNTED)
                    .by("cli", "p-0123456789abcdef0123")
                    .on(new Resource("vault", "p-aaaaaaaaaaaaaaaaaaaa")));
    Aliases aliases =
        new Aliases() {
          @Override
          public Set<String> of(String name) {
            return switch (name) {
              case "anna" -> Set.of("anna", "p-0123456789abcdef0123");
              case "diary" -> Set.of("diary", "p-bbbbbbbbbbbbbbbbbbbb", "p-aaaaaaaaaaaaaaaaaaaa");
              default -> Set.of(name);
            };
          }

          @Override
          public String written(String name) {
            return name;
          }
        };
    assertMatch(
        leaf, aliases, filter(null, "anna", null, null, null, null, null, null, null), true);
    assertMatch(
        leaf, aliases, filter(null, "berta", null, null, null, null, null, null, null), false);
    assertMatch(
        leaf, aliases, filter(null, null, null, null, null, "diary", null, null, null), true);
    assertMatch(
        leaf, aliases, filter(null, null, null, null, null, "vault/diary", null, null, null), true);
    assertMatch(
        leaf, aliases, filter(null, null, null, null, null, "user/diary", null, null, null), false);
    assertMatch(
        leaf, aliases, filter(null, null, null, null, null, null, null, null, "anna"), true);
    assertMatch(
        leaf, aliases, filter(null, null, null, null, null, null, null, null, "novel"), false);
  }

  private static void assertMatch(
      byte[] leaf, Aliases aliases, EventFilter filter, boolean expected) {
    assertThat(new EventMatch(filter, aliases).test(leaf))
        .as(filter.toString())
        .isEqualTo(expected);
  }

  private static EventFilter filter(
      @Nullable String principal,
      @Nullable String user,
      @Nullable String code,
      @Nullable Integer classUid,
      @Nullable Integer severity,
      @Nullable String resource,
      @Nullable String since,
      @Nullable String until,
      @Nullable String text) {
    return new EventFilter(principal, user, code, classUid, severity, resource, since, until, text);
  }

  private static void assertMatch(byte[] leaf, EventFilter filter, boolean expected) {
    assertThat(new EventMatch(filter).test(leaf)).as(filter.toString()).isEqualTo(expected);
  }
}
