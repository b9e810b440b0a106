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
import aico.bus.contract.Resource;
import aico.bus.contract.Role;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.key.House;
import aico.key.InMemoryInstallationFile;
import aico.key.Installation;
import aico.key.InstallationRecord;
import aico.key.ServiceKeys;
import aico.key.Wrapped;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
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
              house.masterRotation,
              house.unattendedStart,
              house.slotTests,
              house.members,
              house.vaultKeys,
              house.vaultShares,
              new ServiceKeys(
                  house.installationKey,
                  new InstallationRecord(new InMemoryInstallationFile(), installation()),
                  house.random,
                  house.journal),
              house.subjects,
              oneTimeKeys,
              "1c".repeat(16),
              "ab".repeat(32),
              house.installationChanges));

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
        SecretBytes got = key(ask(new KeyRequest.VaultKey("owner", DIARY, 1, to()), VAULT))) {
      assertThat(got.constantTimeEquals(made)).isTrue();
    }
    ask(new KeyRequest.Lock(null), CLI);
    assertFailed(
        () -> ask(new KeyRequest.VaultKey("owner", DIARY, 1, to()), VAULT), ErrorCode.LOCKED, 0);
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
          () -> ask(new KeyRequest.VaultKey("owner", DIARY, 1, to()), caller), ErrorCode.DENIED, 0);
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
  void subjects_keysComeSealed_andNoneToWhoHasThem() {
    create("correct horse");
    Answer first = ask(new KeyRequest.Subjects(to(), null), AUDIT);
    KeyReply.Subjects subjects = (KeyReply.Subjects) first.reply();
    assertThat(subjects.subjects()).extracting(KeyReply.Subject::user).containsExactly("owner");
    try (SecretBytes keys = key(first)) {
      assertThat(keys.sizeBytes()).isEqualTo(32);
    }

    Answer again = ask(new KeyRequest.Subjects(to(), subjects.state()), AUDIT);
    assertThat(again.reply()).isEqualTo(new KeyReply.Subjects(subjects.state(), List.of()));
    assertThat(again.sealed()).isNull();
  }

  @Test
  void openSealed_namesComeSealed_lockedAndUnknownAreToldApart() {
    create("correct horse");
    KeyReply.Subject owner =
        ((KeyReply.Subjects) ask(new KeyRequest.Subjects(to(), null), AUDIT).reply())
            .subjects()
            .getFirst();
    String box =
        Base64.getEncoder()
            .encodeToString(
                SealedNames.seal(Hex.decode(owner.public_key()), List.of("diary", "anna")));
    Answer answer = ask(new KeyRequest.OpenSealed(owner.subject(), List.of(box), to()), CLI);

    assertThat(answer.reply()).isEqualTo(new KeyReply.SealedOpened(1));
    try (SecretBytes names = key(answer)) {
      assertThat(SealedNames.decode(names.segment().toArray(ValueLayout.JAVA_BYTE)))
          .hasSize(4)
          .contains("diary", "anna");
    }
    assertFailed(
        () -> ask(new KeyRequest.OpenSealed("00".repeat(16), List.of(box), to()), CLI),
        ErrorCode.FAILED,
        0);
    String bad = box.substring(0, 65) + "===".substring(0, 2);
    // Whoever writes such a box keeps none beside it from being read.
    Answer both = ask(new KeyRequest.OpenSealed(owner.subject(), List.of(bad, box), to()), CLI);
    assertThat(both.reply()).isEqualTo(new KeyReply.SealedOpened(2));
    key(both).close();
    ask(new KeyRequest.Lock(null), CLI);
    assertFailed(
        () -> ask(new KeyRequest.OpenSealed(owner.subject(), List.of(box), to()), CLI),
        ErrorCode.LOCKED,
        0);
  }

  @Test
  void tellNames_isForAuditService_andRecordedOnceForEachUnlock() {
    create("correct horse");
    KeyReply.Subject owner =
        ((KeyReply.Subjects) ask(new KeyRequest.Subjects(to(), null), AUDIT).reply())
            .subjects()
            .getFirst();
    String box =
        Base64.getEncoder()
            .encodeToString(SealedNames.seal(Hex.decode(owner.public_key()), List.of("diary")));
    KeyRequest.TellNames tell = new KeyRequest.TellNames(owner.subject(), List.of(box), to());
    int recorded = house.journal.events().size();

    try (SecretBytes names = key(ask(tell, AUDIT))) {
      assertThat(SealedNames.decode(names.segment().toArray(ValueLayout.JAVA_BYTE)))
          .contains("diary");
    }
    key(ask(tell, AUDIT)).close();

    assertThat(house.journal.events()).hasSize(recorded + 1);
    assertThat(house.journal.events().getLast().resource())
        .isEqualTo(new Resource("key", "subject/" + owner.subject()));
    assertFailed(() -> ask(tell, VAULT), ErrorCode.DENIED, 0);
    ask(new KeyRequest.Lock(null), CLI);
    assertFailed(() -> ask(tell, AUDIT), ErrorCode.LOCKED, 0);
    unlock("correct horse");
    int locked = house.journal.events().size();
    house.journal.full(true);
    assertThatThrownBy(() -> ask(tell, AUDIT)).isInstanceOf(RuntimeException.class);
    house.journal.full(false);
    key(ask(tell, AUDIT)).close();
    assertThat(house.journal.events()).hasSize(locked + 1);
  }

  @Test
  void forgetSubject_withThePassword_givesAnotherId_andByAnotherPrincipal_isDenied() {
    create("correct horse");
    String before = Objects.requireNonNull(house.file().subject()).id();
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    byte[] sealed = seal(key, "correct horse");
    KeyRequest.ForgetSubject forget =
        new KeyRequest.ForgetSubject("owner", key.keyId(), "password");

    assertFailed(() -> ask(forget, AUDIT, sealed), ErrorCode.DENIED, 0);
    KeyReply.SubjectForgotten forgotten =
        (KeyReply.SubjectForgotten) ask(forget, CLI, sealed).reply();
    assertThat(forgotten.before()).isEqualTo(before);
    assertThat(forgotten.subject()).isEqualTo(house.file().subject().id());
  }

  @Test
  void handOut_toAKeyOfLowOrder_isRefusedBeforeAnythingIsRecorded() {
    create("correct horse");
    int before = house.journal.events().size();
    String zero = "00".repeat(32);
    assertFailed(
        () -> ask(new KeyRequest.CreateVaultKey("owner", DIARY, zero), VAULT), ErrorCode.USAGE, 0);
    assertFailed(() -> ask(new KeyRequest.ServiceKey("log", zero), AUDIT), ErrorCode.USAGE, 0);
    assertFailed(() -> ask(new KeyRequest.Subjects(zero, null), AUDIT), ErrorCode.USAGE, 0);
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

  @Test
  void unlockWithKit_opens_andAnotherKit_isDeniedNamingTheKeyId() {
    try (SecretBytes kit = key(create("correct horse"));
        SecretBytes other = SecretBytes.random(32);
        SecretBytes typo = SecretBytes.random(31)) {
      ask(new KeyRequest.Lock(null), CLI);
      assertThat(withKit(kit).reply()).isInstanceOf(KeyReply.Unlocked.class);

      assertThatThrownBy(() -> withKit(other))
          .isInstanceOfSatisfying(
              RequestFailed.class,
              failed -> {
                assertThat(failed.code()).isEqualTo(ErrorCode.DENIED);
                assertThat(failed)
                    .hasMessageContaining("belongs to another key")
                    .hasMessageContaining(house.file().recoverySlot().orElseThrow().id());
              });
      assertThatThrownBy(() -> withKit(typo))
          .isInstanceOfSatisfying(
              RequestFailed.class,
              failed -> {
                assertThat(failed.code()).isEqualTo(ErrorCode.USAGE);
                assertThat(failed.field()).contains("recovery_kit");
                assertThat(failed).hasMessage("recovery_kit: words: wrong");
              });
      assertFailed(() -> withKit(other), ErrorCode.DENIED, 2);
      assertFailed(() -> withKit(other), ErrorCode.DENIED, 2);
      assertThat(withKit(kit).reply()).isInstanceOf(KeyReply.Unlocked.class);
    }
  }

  @Test
  void kit_outOfShape_isRefusedUntried() {
    create("correct horse");
    for (int sizeBytes : List.of(0, KeyRequest.KIT_MAX_SIZE_BYTES + 1)) {
      try (SecretBytes bad = SecretBytes.allocate(sizeBytes)) {
        assertFailed(() -> withKit(bad), ErrorCode.USAGE, 0);
      }
    }
    assertThat(house.throttleFile.read()).isEmpty();
  }

  @Test
  void changePassword_byPasswordAndByKit_works() {
    try (SecretBytes kit = key(create("correct horse"));
        SecretBytes old = secret("correct horse");
        SecretBytes fresh = secret("battery staple");
        SecretBytes third = secret("third")) {
      assertThat(change("password", old, fresh).reply()).isInstanceOf(Reply.Done.class);
      assertFailed(() -> unlock("correct horse"), ErrorCode.DENIED, 0);
      assertThat(change("recovery", kit, third).reply()).isInstanceOf(Reply.Done.class);
      unlock("third");
    }
  }

  @Test
  void changePassword_pairsOutOfShape_areRefusedUntried() {
    create("correct horse");
    int derivations = house.derivation.calls();
    try (SecretBytes old = secret("correct horse");
        SecretBytes nothing = SecretBytes.allocate(0);
        SecretBytes long1025 = SecretBytes.allocate(1025);
        SecretBytes kit2049 = SecretBytes.allocate(KeyRequest.KIT_MAX_SIZE_BYTES + 1)) {
      assertFailed(() -> change("password", old, nothing), ErrorCode.USAGE, 0);
      assertFailed(() -> change("password", old, long1025), ErrorCode.USAGE, 0);
      assertFailed(() -> change("password", nothing, old), ErrorCode.USAGE, 0);
      assertFailed(() -> change("password", long1025, old), ErrorCode.USAGE, 0);
      assertFailed(() -> change("recovery", kit2049, old), ErrorCode.USAGE, 0);
      OneTimeKey key = oneTimeKeys.create(Principals.CLI);
      byte[] unjoined = seal(key, "\u007f\u007f");
      assertFailed(
          () -> ask(new KeyRequest.ChangePassword("owner", key.keyId(), "password"), CLI, unjoined),
          ErrorCode.USAGE,
          0);
    }
    assertThat(house.derivation.calls()).isEqualTo(derivations);
    assertThat(house.throttleFile.read()).isEmpty();
  }

  @Test
  void testAndRenewRecovery_areToldByTheState() {
    try (SecretBytes kit = key(create("correct horse"))) {
      assertThat(state().users().getFirst().recovery_tested()).isNull();
      KeyReply.RecoveryTested tested = (KeyReply.RecoveryTested) testRecovery(kit).reply();
      assertThat(tested.tested()).isEqualTo("2026-11-01T12:00:00Z");
      assertThat(state().users().getFirst().recovery_tested()).isEqualTo(tested.tested());

      OneTimeKey key = oneTimeKeys.create(Principals.CLI);
      Answer answer =
          ask(
              new KeyRequest.RenewRecovery("owner", key.keyId(), to()),
              CLI,
              seal(key, "correct horse"));

      assertThat(((KeyReply.RecoveryRenewed) answer.reply()).slot_id())
          .isEqualTo(house.file().recoverySlot().orElseThrow().id())
          .isNotEqualTo(tested.slot_id());
      assertThat(state().users().getFirst().recovery_tested()).isNull();
      assertFailed(() -> testRecovery(kit), ErrorCode.DENIED, 0);
      try (SecretBytes fresh = key(answer)) {
        testRecovery(fresh);
      }
    }
  }

  @Test
  void slotRequests_byAnotherPrincipal_areDenied_andChangeNothing() {
    create("correct horse");
    var before = house.file();
    for (Caller caller : List.of(VAULT, AUDIT)) {
      OneTimeKey key = oneTimeKeys.create(caller.principal());
      byte[] sealed = seal(key, "correct horse");
      for (KeyRequest<?> request :
          List.<KeyRequest<?>>of(
              new KeyRequest.UnlockWithKit("owner", key.keyId(), NONCE),
              new KeyRequest.TestRecovery("owner", key.keyId()),
              new KeyRequest.ChangePassword("owner", key.keyId(), "password"),
              new KeyRequest.RenewRecovery("owner", key.keyId(), to()))) {
        assertFailed(() -> ask(request, caller, sealed), ErrorCode.DENIED, 0);
      }
    }
    assertThat(house.file()).isEqualTo(before);
  }

  @Test
  void renewRecovery_toAKeyOfLowOrder_isRefusedBeforeAnythingIsMade() {
    create("correct horse");
    var before = house.file();
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    assertFailed(
        () ->
            ask(
                new KeyRequest.RenewRecovery("owner", key.keyId(), "00".repeat(32)),
                CLI,
                seal(key, "correct horse")),
        ErrorCode.USAGE,
        0);
    assertThat(house.file()).isEqualTo(before);
  }

  private Answer withKit(SecretBytes kit) {
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    return ask(new KeyRequest.UnlockWithKit("owner", key.keyId(), NONCE), CLI, seal(key, kit));
  }

  private Answer testRecovery(SecretBytes kit) {
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    return ask(new KeyRequest.TestRecovery("owner", key.keyId()), CLI, seal(key, kit));
  }

  private Answer change(String proof, SecretBytes shown, SecretBytes fresh) {
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    try (SecretBytes both = SecretPair.join(shown, fresh)) {
      return ask(new KeyRequest.ChangePassword("owner", key.keyId(), proof), CLI, seal(key, both));
    }
  }

  @Test
  void moveStorage_withThePassword_movesAndSaysFromWhere() {
    create("correct horse");
    OneTimeKey key = oneTimeKeys.create(Principals.CLI);
    assertThat(ask(move(key, "password", "memory"), CLI, seal(key, "correct horse")).reply())
        .isInstanceOfSatisfying(
            KeyReply.StorageMoved.class,
            moved -> {
              assertThat(moved.from()).isEqualTo("file");
              assertThat(moved.to()).isEqualTo("memory");
            });
    assertThat(state().key_storage()).isEqualTo("memory");
    assertThat(house.otherStore.read("ee".repeat(16))).isPresent();
  }

  @Test
  void moveStorage_wrongPassword_absentStore_orAnotherService_isRefusedAndChangesNothing() {
    create("correct horse");
    OneTimeKey wrong = oneTimeKeys.create(Principals.CLI);
    assertThatThrownBy(
            () -> ask(move(wrong, "password", "memory"), CLI, seal(wrong, "wrong horse")))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("wrong password");
    OneTimeKey absent = oneTimeKeys.create(Principals.CLI);
    assertThatThrownBy(
            () -> ask(move(absent, "password", "tpm2"), CLI, seal(absent, "correct horse")))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("not in this house");
    assertFailed(() -> ask(move(absent, "password", "memory"), VAULT), ErrorCode.DENIED, 0);
    assertThat(state().key_storage()).isEqualTo("file");
  }

  private static KeyRequest.MoveStorage move(OneTimeKey key, String proof, String storage) {
    return new KeyRequest.MoveStorage("owner", key.keyId(), proof, storage);
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
    try (SecretBytes secret = secret(password)) {
      return seal(key, secret);
    }
  }

  private static byte[] seal(OneTimeKey key, SecretBytes secret) {
    return SealedBox.seal(Hex.decode(key.publicKey()), secret);
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOfAndWipe(text.getBytes(StandardCharsets.UTF_8));
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
