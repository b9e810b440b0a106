package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.EventCode;
import aico.bus.crypto.SecretBytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private static final String ID = "1a".repeat(16);
  private static final Asker AUDIT = new Asker("audit-service", null);
  private static final Asker AUTH = new Asker("auth-service", null);

  private final InMemoryKeyStore store = new InMemoryKeyStore();
  private final InMemoryInstallationFile file = new InMemoryInstallationFile();
  private final CountedRandomness random = new CountedRandomness();
  private final RecordingJournal journal = new RecordingJournal();

  @Test
  void open_withoutKeyButWithState_refusesAndMakesNone() {
    InstallationKey.open(store, ID, false, random);
    store.lose();

    assertThatThrownBy(() -> InstallationKey.open(store, ID, true, random))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("not in the key storage 'memory'")
        .hasMessageContaining("no new one is made");
    assertThat(store.read(ID)).isEmpty();
  }

  @Test
  void open_storeThatCannotBeUsed_refusesWithItsReason_alsoAtAFirstLaunch() {
    KeyStore absent = new AbsentKeyStore("no TPM in this machine");
    for (boolean stateExists : new boolean[] {false, true}) {
      assertThatThrownBy(() -> InstallationKey.open(absent, ID, stateExists, random))
          .isInstanceOf(KeyException.class)
          .hasMessageContaining("'absent' cannot be used: no TPM in this machine")
          .hasMessageContaining("aico keystore move");
    }
  }

  @Test
  void open_withKeyButNoState_goesOnWithThatKey() {
    // A first launch that was cut off right behind the key.
    try (InstallationKey first = InstallationKey.open(store, ID, false, random);
        InstallationKey second = InstallationKey.open(store, ID, false, random);
        SecretBytes one = first.derive("aa", "x");
        SecretBytes other = second.derive("aa", "x")) {
      assertThat(one.constantTimeEquals(other)).isTrue();
    }
  }

  @Test
  void open_again_isTheSameInstallationAndSigner() {
    Installation first = launch().installation();
    Launch second = launch();
    assertThat(second.installation()).isEqualTo(first);
  }

  @Test
  void open_withAnotherKey_refuses() {
    launch();
    store.lose();
    assertThatThrownBy(this::launch)
        .isInstanceOf(StateFileException.class)
        .hasMessageContaining("attestation.wrapped");
  }

  @Test
  void serviceKey_afterARestart_isTheSame_andAnotherForEachPrincipalAndPurpose() {
    ServiceKeys before = serviceKeys();
    SecretBytes log = before.handOut(AUDIT, "log").key();
    SecretBytes index = before.handOut(AUDIT, "index").key();
    SecretBytes foreign = before.handOut(AUTH, "log").key();
    SecretBytes again = serviceKeys().handOut(AUDIT, "log").key();

    assertThat(again.constantTimeEquals(log)).isTrue();
    assertThat(index.constantTimeEquals(log)).isFalse();
    assertThat(foreign.constantTimeEquals(log)).isFalse();
    assertThat(journal.codes()).containsOnly(EventCode.KEY_HANDED_OUT).hasSize(4);
  }

  @Test
  void serviceKey_notRecorded_isNotHandedOut() {
    ServiceKeys keys = serviceKeys();
    journal.full(true);
    assertThatThrownBy(() -> keys.handOut(AUDIT, "log")).isInstanceOf(NotRecorded.class);
  }

  @Test
  void serviceKey_beyondTheLimit_isRefused() {
    ServiceKeys keys = serviceKeys();
    for (int i = 0; i < Installation.SERVICE_KEYS_LIMIT; i++) {
      keys.handOut(AUDIT, "purpose-" + i).key().close();
    }
    assertThatThrownBy(() -> keys.handOut(AUDIT, "one-more"))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("expected: < 256");
  }

  private ServiceKeys serviceKeys() {
    return new ServiceKeys(
        InstallationKey.open(store, ID, false, random),
        new InstallationRecord(file, launch().installation()),
        random,
        journal);
  }

  private Launch launch() {
    try (InstallationKey key = InstallationKey.open(store, ID, false, random)) {
      return Launch.open(
          file,
          key,
          new KeyPlace(ID, "memory"),
          new Keys(),
          random,
          () -> Instant.parse("2026-11-01T12:00:00Z"));
    }
  }

  private final class Keys implements Launch.AttestationKeys {
    @Override
    public NewKey make() {
      return new NewKey("ab".repeat(32), random.secret(32));
    }

    @Override
    public Attester open(String publicKey, SecretBytes seed) {
      return attestation -> "";
    }
  }
}
