package aico.key.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.connector.Answer;
import aico.bus.connector.Ask;
import aico.bus.connector.OneTimeKey;
import aico.bus.connector.OneTimeKeys;
import aico.bus.contract.Caller;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.key.House;
import aico.key.InMemoryInstallationFile;
import aico.key.Installation;
import aico.key.ServiceKeys;
import aico.key.Wrapped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRequestsTest {
  private static final Caller CLI = new Caller(Principals.CLI, Role.CLI);
  private static final Caller VAULT = new Caller(Principals.VAULT, Role.VAULT);
  private static final Caller AUDIT = new Caller(Principals.AUDIT, Role.AUDIT);
  private static final String NONCE = "f0".repeat(16);
  private static final String DIARY = "d1".repeat(16);

  private final House house = new House();
  private long nanos;
  private final OneTimeKeys oneTimeKeys = new OneTimeKeys(() -> nanos, house.random::id);
  private final OneTimeKeyPair recipient = OneTimeKeyPair.generate();
  private final KeyRequests requests =
      new KeyRequests(
          new KeyRequests.Parts(
              house.keyring,
              house.unlocking,
              house.slotChanges,
              house.recoveryTests,
              house.vaultKeys,
              new ServiceKeys(
                  house.installationKey,
                  installation(),
                  new InMemoryInstallationFile(),
                  house.random,
                  house.journal),
              oneTimeKeys,
              "1c".repeat(16),
              "ab".repeat(32),
              "file"));

  @AfterEach
  void close() {
    oneTimeKeys.close();
    recipient.close();
  }

  @Test
  void createUser_kit_comesSealedToTheRecipientAlone() {
    Answer answer = create("correct horse");

    assertThat(answer.reply()).isInstanceOf(KeyReply.Unlocked.class);
    try (SecretBytes kit = key(answer)) {
      assertThat(kit.sizeBytes()).isEqualTo(32);
    }
  }

  @Test
  void unlock_wrongPassword_isDeniedAndThenThrottled() {
    create("correct horse");
    assertFailed(() -> unlock("wrong"), ErrorCode.DENIED, 0);
    assertFailed(() -> unlock("wrong"), ErrorCode.DENIED, 0);
    assertFailed(() -> unlock("wrong"), ErrorCode.DENIED, 2);
    assertFailed(() -> unlock("correct horse"), ErrorCode.DENIED, 2);
  }

  @Test
  void unlock_keyUsedTwice_isDenied() {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    byte[] sealed = seal(key, "correct horse");
    KeyRequest.Unlock unlock = new KeyRequest.Unlock("owner", key.keyId(), NONCE);

    ask(unlock, CLI, sealed);
    assertFailed(() -> ask(unlock, CLI, sealed), ErrorCode.DENIED, 0);
  }

  @Test
  void unlock_keyAfterThirtySeconds_isDenied() {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    byte[] sealed = seal(key, "correct horse");
    nanos += 30_000_000_001L;
    assertFailed(
        () -> ask(new KeyRequest.Unlock("owner", key.keyId(), NONCE), CLI, sealed),
        ErrorCode.DENIED,
        0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 47, 48, 100, 4096})
  void unlock_garbageInTheSealedFrame_isRefusedAndNotCounted(int sizeBytes) {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    assertFailed(
        () -> ask(new KeyRequest.Unlock("owner", key.keyId(), NONCE), CLI, new byte[sizeBytes]),
        ErrorCode.USAGE,
        0);
    assertThat(house.throttleFile.read()).isEmpty();
  }

  @Test
  void unlock_withoutSealedFrame_isRefused() {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    assertThatThrownBy(() ->
            requests.handle(
                new Ask(
                    new KeyRequest.Unlock("owner", key.keyId(), NONCE), CLI, null, null, NONCE)))
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.field()).contains("sealed"));
  }

  @Test
  void unlock_passwordsOutOfShape_areRefusedUntried() {
    create("correct horse");
    int derivations = house.derivation.calls();
    for (byte[] bad : List.of(new byte[0], new byte[1025], new byte[] {(byte) 0xff})) {
      OneTimeKey key = oneTimeKeys.create(Principals.CLI);
      try (SecretBytes secret = SecretBytes.copyOfAndWipe(bad.clone())) {
        byte[] sealed = SealedBox.seal(Hex.decode(key.publicKey()), secret);
        assertFailed(
            () -> ask(new KeyRequest.Unlock("owner", key.keyId(), NONCE), CLI, sealed),
            ErrorCode.USAGE,
            0);
      }
    }
    assertThat(house.derivation.calls()).isEqualTo(derivations);
  }

  @Test
  void unlock_withoutMemory_isATypedError() {
    create("correct horse");
    house.derivation.outOfMemory(true);
    assertThatThrownBy(() -> unlock("correct horse"))
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(ErrorCode.FAILED);
              assertThat(failed.field()).contains("memory");
              assertThat(failed).hasMessageContaining("memory: 1 KiB");
            });
  }

  @Test
  void unlock_byAnotherPrincipal_isDenied() {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.VAULT);
    byte[] sealed = seal(key, "correct horse");
    assertFailed(
        () -> ask(new KeyRequest.Unlock("owner", key.keyId(), NONCE), VAULT, sealed),
        ErrorCode.DENIED,
        0);
  }

  @Test
  void vaultKey_throughALife_isTheSame() {
    create("correct horse");
    try (SecretBytes made = key(ask(new KeyRequest.CreateVaultKey("owner", DIARY, to()), VAULT));
        SecretBytes got = key(ask(new KeyRequest.VaultKey("owner", DIARY, to()), VAULT))) {
      assertThat(got.constantTimeEquals(made)).isTrue();
    }
    ask(new KeyRequest.Lock(null), CLI);
    assertFailed(
        () -> ask(new KeyRequest.VaultKey("owner", DIARY, to()), VAULT), ErrorCode.LOCKED, 0);
    assertFailed(
        () -> ask(new KeyRequest.CreateVaultKey("owner", DIARY, to()), VAULT), ErrorCode.LOCKED, 0);
  }

  @Test
  void vaultKey_byAnotherPrincipal_isDeniedAndNotRecorded() {
    create("correct horse");
    int before = house.journal.events().size();
    for (Caller caller : List.of(CLI, AUDIT)) {
      assertFailed(
          () -> ask(new KeyRequest.CreateVaultKey("owner", DIARY, to()), caller),
          ErrorCode.DENIED,
          0);
      assertFailed(
          () -> ask(new KeyRequest.VaultKey("owner", DIARY, to()), caller), ErrorCode.DENIED, 0);
    }
    assertThat(house.journal.events()).hasSize(before);
  }

  @Test
  void serviceKey_whileLocked_isHandedOut() {
    try (SecretBytes key = key(ask(new KeyRequest.ServiceKey("log", to()), AUDIT))) {
      assertThat(key.sizeBytes()).isEqualTo(32);
    }
  }

  @Test
  void handOut_toAKeyOfLowOrder_isRefusedBeforeAnythingIsRecorded() {
    create("correct horse");
    int before = house.journal.events().size();
    String zero = "00".repeat(32);
    assertFailed(
        () -> ask(new KeyRequest.CreateVaultKey("owner", DIARY, zero), VAULT), ErrorCode.USAGE, 0);
    assertFailed(() -> ask(new KeyRequest.ServiceKey("log", zero), AUDIT), ErrorCode.USAGE, 0);
    assertThat(house.journal.events()).hasSize(before);
  }

  @Test
  void state_tellsWhoIsUnlocked() {
    assertThat(state().users()).isEmpty();
    create("correct horse");
    assertThat(state().users()).hasSize(1).first().matches(KeyReply.UserState::unlocked);
    ask(new KeyRequest.Lock("owner"), CLI);
    assertThat(state().users().getFirst().unlock_id()).isNull();
    assertThat(state().key_storage()).isEqualTo("file");
  }

  @Test
  void notRecorded_isAFailureWithItsSentence() {
    house.journal.full(true);
    assertFailed(() -> ask(new KeyRequest.ServiceKey("log", to()), AUDIT), ErrorCode.FAILED, 0);
  }

  private KeyReply.State state() {
    return (KeyReply.State) ask(new KeyRequest.State(), AUDIT).reply();
  }

  private Answer create(String password) {
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    return ask(
        new KeyRequest.CreateUser("owner", key.keyId(), to(), NONCE), CLI, seal(key, password));
  }

  private Answer unlock(String password) {
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    return ask(new KeyRequest.Unlock("owner", key.keyId(), NONCE), CLI, seal(key, password));
  }

  private Answer ask(Request<? extends Reply> request, Caller caller, byte... sealed) {
    return requests.handle(new Ask(request, caller, null, sealed, NONCE));
  }

  private SecretBytes key(Answer answer) {
    return recipient.open(Objects.requireNonNull(answer.sealed()));
  }

  private String to() {
    return Hex.encode(recipient.publicKey());
  }

  private static byte[] seal(OneTimeKey key, String password) {
    try (SecretBytes secret =
        SecretBytes.copyOfAndWipe(password.getBytes(StandardCharsets.UTF_8))) {
      return SealedBox.seal(Hex.decode(key.publicKey()), secret);
    }
  }

  private static void assertFailed(ThrowingCallable call, ErrorCode code, long retryAfterS) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RequestFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(code);
              assertThat(failed.retryAfterS().orElse(0)).isEqualTo(retryAfterS);
            });
  }

  private static Installation installation() {
    return new Installation(
        1,
        Instant.parse("2026-11-01T12:00:00Z"),
        "ee".repeat(16),
        "file",
        new Installation.AttestationKey(
            "ab".repeat(32), "0a".repeat(16), new Wrapped("5a".repeat(40))),
        List.of());
  }
}
