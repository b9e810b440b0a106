package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.contract.SealedPart;
import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalPartsTest {
  private static final String MARKER = "zq7marker";

  /** Of alerts, which are made of events with pseudonyms, and of stores, which have ids. */
  private static final Set<String> OF_OTHERS = Set.of("why", "subject", "store");

  private final Map<String, Person> people = new TreeMap<>();

  PersonalPartsTest() {
    people.put("owner", new Person("01".repeat(16)));
    people.put("anna", new Person("02".repeat(16)));
    people.put("household", new Person("03".repeat(16)));
  }

  /** A subject whose boxes this test opens. */
  private static final class Person {
    final String id;
    final BoxKeyPair pair = BoxKeyPair.of(SecretBytes.random(32));
    final SecretBytes key = SecretBytes.random(32);
    final SealingKeys keys;

    Person(String id) {
      this.id = id;
      keys = new SealingKeys(id, pair.publicKey(), key.copy());
    }

    String pseudonym(String name) {
      return Pseudonym.of(key, name);
    }
  }

  @AfterEach
  void close() {
    people
        .values()
        .forEach(person -> {
          person.keys.close();
          person.key.close();
          person.pair.close();
        });
  }

  @Test
  void names_areSealedToWhomTheyAreAbout() {
    EventSeal.SealedEvent sealed =
        seal(
            AuditEvent.of(EventCode.VAULT_SHARED)
                .by("cli", "owner")
                .on(new Resource("vault", "diary"))
                .heldBy("household")
                .with("member", "anna")
                .with("why", "asked"));

    assertThat(sealed.event().user()).isEqualTo(of("owner").pseudonym("owner"));
    assertThat(sealed.event().actor()).isEqualTo("cli");
    assertThat(sealed.event().resource())
        .isEqualTo(new Resource("vault", of("household").pseudonym("diary")));
    assertThat(sealed.event().details())
        .containsEntry("member", of("anna").pseudonym("anna"))
        .containsEntry("why", "asked");
    assertThat(opened(sealed))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "owner", List.of("owner"),
                "household", List.of("diary"),
                "anna", List.of("anna")));
  }

  @Test
  void vault_withoutHolder_isTheUsers_andWithoutEither_theOwners() {
    AuditEvent event = AuditEvent.of(EventCode.VAULT_MOUNTED).on(new Resource("vault", "diary"));
    assertThat(seal(event.by("cli", "anna")).event().resource())
        .isEqualTo(new Resource("vault", of("anna").pseudonym("diary")));
    assertThat(seal(event).event().resource())
        .isEqualTo(new Resource("vault", of("owner").pseudonym("diary")));
  }

  @Test
  void unknownName_andAddressOfNobody_areTheOwners() {
    EventSeal.SealedEvent sealed =
        seal(
            AuditEvent.of(EventCode.PEER_REFUSED)
                .by("vault-service", "mallory")
                .on(new Resource("principal", "vault-service"))
                .with("address", "10.0.0.7")
                .with("topic", "vault.requests"));

    assertThat(sealed.event().details()).containsEntry("topic", "vault.requests");
    assertThat(sealed.event().resource()).isEqualTo(new Resource("principal", "vault-service"));
    assertThat(opened(sealed)).containsOnlyKeys("owner");
    assertThat(opened(sealed).get("owner")).containsExactly("mallory", "10.0.0.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "service/audit-service/audit-log-signing",
        "vault/0102030405060708090a0b0c0d0e0f10",
        "subject/0102030405060708090a0b0c0d0e0f10",
        "letter/household",
        "member/household",
        "box",
      })
  void keysThatNameNobody_stay(String name) {
    EventSeal.SealedEvent sealed =
        seal(AuditEvent.of(EventCode.KEY_CREATED).on(new Resource("key", name)));
    assertThat(sealed.event().resource()).isEqualTo(new Resource("key", name));
    assertThat(sealed.parts()).isEmpty();
  }

  @Test
  void personInAPath_isTheirs_andTheRestStays() {
    String anna = of("anna").pseudonym("anna");
    assertThat(
            seal(AuditEvent.of(EventCode.KEY_CREATED).on(new Resource("key", "member/anna")))
                .event()
                .resource())
        .isEqualTo(new Resource("key", "member/" + anna));
  }

  /** They are compared, and named by random ids. */
  @Test
  void storesStay() {
    AuditEvent event =
        AuditEvent.of(EventCode.STATE_WRITTEN)
            .on(new Resource("state", "keys/0102030405060708090a0b0c0d0e0f10"))
            .with("store", "keys/0102030405060708090a0b0c0d0e0f10");
    assertThat(seal(event)).isEqualTo(new EventSeal.SealedEvent(event, List.of()));
  }

  @Test
  void people_areThoseWhoAreNamedAsSuch() {
    AuditEvent event =
        AuditEvent.of(EventCode.VAULT_SHARED)
            .by("cli", "owner")
            .on(new Resource("vault", "diary"))
            .heldBy("household")
            .with("member", "anna");
    assertThat(PersonalParts.people(event)).containsExactlyInAnyOrder("owner", "anna");
  }

  @Test
  void pseudonymsAndProcesses_areNotReplacedAgain() {
    String pseudonym = of("anna").pseudonym("anna");
    AuditEvent event =
        AuditEvent.of(EventCode.ALERT_RAISED)
            .with("subject", pseudonym)
            .with("why", pseudonym + " was refused 5 times")
            .with("title", "Repeated failures");
    assertThat(seal(event).event()).isEqualTo(event);
    AuditEvent process = AuditEvent.of(EventCode.ALERT_RAISED).with("subject", "integrator/siem");
    assertThat(seal(process).event()).isEqualTo(process);
    assertThat(seal(process).parts()).isEmpty();
  }

  @Test
  void longName_isCut_andTheEventIsWritten() {
    EventSeal.SealedEvent sealed =
        seal(AuditEvent.of(EventCode.AUTH_LOGIN_FAILED).by("cli", "ä".repeat(100_000)));
    assertThat(opened(sealed).get("owner")).containsExactly("ä".repeat(120));
  }

  @Test
  void homeWithoutSubjects_staysInTheClear() {
    AuditEvent event = AuditEvent.of(EventCode.USER_CREATED).by("cli", "owner");
    assertThat(PersonalParts.sealed(event, user -> null).event()).isEqualTo(event);
  }

  @Test
  void withheld_saysNoName_andWhatHasNone_isImpersonal() {
    AuditEvent event =
        AuditEvent.of(EventCode.VAULT_UNMOUNTED)
            .by("cli", "anna")
            .on(new Resource("vault", "diary"))
            .with("why", "lock");
    AuditEvent withheld = PersonalParts.withheld(event);
    assertThat(withheld.user()).isEqualTo("withheld");
    assertThat(withheld.resource()).isEqualTo(new Resource("vault", "withheld"));
    assertThat(withheld.details()).containsEntry("why", "lock");
    assertThat(PersonalParts.isImpersonal(event)).isFalse();
    assertThat(PersonalParts.isImpersonal(AuditEvent.of(EventCode.SERVICE_STARTED))).isTrue();
  }

  /** Whatever code: no personal detail, no user and no resource is in what is written. */
  @ParameterizedTest
  @EnumSource(EventCode.class)
  void noEvent_holdsAPlantedMarker(EventCode code) {
    for (String type : List.of("vault", "user", "key")) {
      AuditEvent event =
          AuditEvent.of(code)
              .by("cli", MARKER + "-user")
              .on(
                  new Resource(
                      type,
                      switch (type) {
                        case "key" -> "member/" + MARKER;
                        default -> MARKER + "-thing";
                      }));
      for (String detail : code.details()) {
        if (code.isPersonal(detail) && !OF_OTHERS.contains(detail)) {
          event = event.with(detail, MARKER + detail);
        }
      }
      EventSeal.SealedEvent sealed = seal(event);
      byte[] record =
          CloudEvents.encode(
              sealed.event(), sealed.parts(), "vault-service", Instant.EPOCH, new UUID(1, 2));
      assertThat(new String(record, StandardCharsets.UTF_8))
          .doesNotContain(MARKER)
          .contains("\"sealed\":\"" + of("owner").id + ":");
      assertThat(SealedPart.read(SealedPart.text(sealed.parts()))).isEqualTo(sealed.parts());
    }
  }

  private Person of(String user) {
    return java.util.Objects.requireNonNull(people.get(user));
  }

  private EventSeal.SealedEvent seal(AuditEvent event) {
    return PersonalParts.sealed(
        event,
        user -> {
          Person person = people.get(user);
          return person == null ? null : person.keys;
        });
  }

  private Map<String, List<String>> opened(EventSeal.SealedEvent sealed) {
    Map<String, List<String>> names = new TreeMap<>();
    for (SealedPart part : sealed.parts()) {
      people.forEach((user, person) -> {
        if (person.id.equals(part.subject())) {
          names.put(user, SealedNames.open(person.pair, Base64.getDecoder().decode(part.box())));
        }
      });
    }
    return names;
  }
}
