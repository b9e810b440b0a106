package aico.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.bus.ConnectorEvents;
import aico.bus.connector.EventSeal;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.AuditReply.RolledBackStore;
import aico.bus.contract.EventCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private static final String KEYS = "keys/owner";

  private final Generations generations = new Generations();
  private final OwnEvents events =
      new ConnectorEvents(InstantSource.fixed(Instant.EPOCH), () -> new UUID(1, 2), EventSeal.NONE);

  private void written(String producer, String store, long generation) {
    generations.see(
        producer,
        events.encode(
            AuditEvent.of(EventCode.STATE_WRITTEN)
                .with("store", store)
                .with("generation", Long.toString(generation))));
  }

  @Test
  void anOlderOrMissingStore_isFound_once_andStaysUntilItIsAccepted() {
    written("key-service", KEYS, 3);
    written("key-service", KEYS, 5);
    written("key-service", "keys/kid", 1);
    RolledBackStore owner = new RolledBackStore("key-service", KEYS, 3, 5);
    RolledBackStore kid = new RolledBackStore("key-service", "keys/kid", 0, 1);

    assertThat(generations.compare("key-service", Map.of(KEYS, 3L)))
        .containsExactlyInAnyOrder(owner, kid);
    assertThat(generations.compare("key-service", Map.of(KEYS, 3L))).isEmpty();
    assertThat(generations.older("key-service")).containsExactlyInAnyOrder(owner, kid);
    assertThat(generations.older("auth-service")).isEmpty();

    generations.see(
        "audit-service",
        events.encode(
            AuditEvent.of(EventCode.STATE_ACCEPTED)
                .with("producer", "key-service")
                .with("store", KEYS)
                .with("generation", "3")));
    assertThat(generations.older()).containsExactly(kid);
    assertThat(generations.compare("key-service", Map.of(KEYS, 3L, "keys/kid", 1L))).isEmpty();
    assertThat(generations.older())
        .as("written on from an older copy, it is no newer one")
        .containsExactly(new RolledBackStore("key-service", "keys/kid", 1, 1));
  }

  /** They have been told of by their ids since. */
  @Test
  void vaultsByName_areOfBefore_andNotCompared() {
    String id = "vaults/" + "0a".repeat(16);
    written("vault-service", "vaults/diary", 4);
    written("vault-service", id, 2);
    assertThat(generations.compare("vault-service", Map.of(id, 2L))).isEmpty();
    assertThat(generations.compare("vault-service", Map.of()))
        .containsExactly(new RolledBackStore("vault-service", id, 0, 2));
  }

  @Test
  void theSameOrALaterGeneration_isFine_andWhatThePastServiceSaysOfOthersCountsNot() {
    written("key-service", KEYS, 5);
    written("vault-service", KEYS, 99);
    assertThat(generations.compare("key-service", Map.of(KEYS, 5L))).isEmpty();
    assertThat(generations.compare("key-service", Map.of(KEYS, 6L))).isEmpty();
    generations.see(
        "vault-service",
        events.encode(
            AuditEvent.of(EventCode.STATE_ACCEPTED)
                .with("producer", "key-service")
                .with("store", KEYS)
                .with("generation", "1")));
    assertThat(generations.compare("key-service", Map.of(KEYS, 4L))).hasSize(1);
  }

  @Test
  void aStoreThatIsNoMore_isNotMissed() {
    written("key-service", KEYS, 5);
    written("key-service", KEYS, 0);
    assertThat(generations.compare("key-service", Map.of())).isEmpty();
  }

  @Test
  void whatWasFound_isKnownAfterARestartOfTheLog() {
    generations.see(
        "audit-service",
        events.encode(
            AuditEvent.of(EventCode.STATE_ROLLED_BACK)
                .with("producer", "key-service")
                .with("store", KEYS)
                .with("generation", "3")
                .with("expected", "5")));
    assertThat(generations.older()).containsExactly(new RolledBackStore("key-service", KEYS, 3, 5));
  }

  @Test
  void encoded_andDecoded_isTheSame_andGarbageIsRefused() {
    written("key-service", KEYS, 5);
    written("auth-service", "sessions", 2);
    generations.compare("key-service", Map.of(KEYS, 4L));
    Generations again = Generations.decode(generations.encode());
    assertThat(again.older()).isEqualTo(generations.older()).hasSize(1);
    assertThat(again.compare("auth-service", Map.of("sessions", 1L))).hasSize(1);
    for (String text : new String[] {"", "{}", "[1]", "{\"written\":3,\"older\":[]}"}) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> Generations.decode(text.getBytes(UTF_8)))
          .isInstanceOf(AuditException.class);
    }
  }

  @Test
  void aRestore_bringsBackOlderStoresRightfully() {
    written("key-service", KEYS, 5);
    generations.see("audit-service", events.encode(AuditEvent.of(EventCode.LOG_RESTORED)));
    assertThat(generations.compare("key-service", Map.of(KEYS, 1L))).isEmpty();
  }

  @Test
  void untold_isWhatTheTrailDoesNotKnow_andNotWhatIsOlder() {
    written("key-service", KEYS, 5);
    written("key-service", "held", 2);
    Map<String, Long> now = Map.of(KEYS, 4L, "held", 3L, "keys/kid", 1L, "keys/gone", 0L);
    assertThat(generations.compare("key-service", now)).hasSize(1);
    assertThat(generations.untold("key-service", now)).containsExactly("held", "keys/kid");
    written("key-service", "held", 3);
    written("key-service", "keys/kid", 1);
    assertThat(generations.untold("key-service", now)).isEmpty();
  }

  @Test
  void garbage_isPassedOver() {
    for (String text : new String[] {"", "aico.state.", "{\"type\":\"aico.state.written\"", "[]"}) {
      generations.see("key-service", text.getBytes(UTF_8));
    }
    assertThat(generations.compare("key-service", Map.of())).isEmpty();
  }
}
