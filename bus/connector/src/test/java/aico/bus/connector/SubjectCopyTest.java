package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.Resource;
import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Hex;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubjectCopyTest {
  private static final String STATE = "5a".repeat(32);
  private static final AuditEvent NAMED =
      AuditEvent.of(EventCode.VAULT_UNMOUNTED)
          .by("cli", "owner")
          .on(new Resource("vault", "diary"));

  private long nowNs;
  private final BoxKeyPair pair = BoxKeyPair.of(SecretBytes.random(32));
  private final SecretBytes key = SecretBytes.random(32);
  private final FakeBus bus = new FakeBus();
  private final SubjectCopy copy = new SubjectCopy(bus, () -> nowNs);

  @AfterEach
  void close() {
    copy.close();
    key.close();
    pair.close();
  }

  @Test
  void beforeKeyServiceWasMet_namesAreRefused_andWithheldFromWhatHasToBeWritten() {
    assertThatThrownBy(() -> copy.seal(NAMED, false))
        .isInstanceOf(NotRecorded.class)
        .hasMessageContaining("vault.unmounted: not recorded: names cannot be sealed");
    EventSeal.SealedEvent reserved = copy.seal(NAMED, true);
    assertThat(reserved.event().user()).isEqualTo("withheld");
    assertThat(reserved.parts()).isEmpty();
    AuditEvent impersonal = AuditEvent.of(EventCode.SERVICE_STARTED).with("pid", "1");
    assertThat(copy.seal(impersonal, false).event()).isEqualTo(impersonal);
  }

  @Test
  void refresh_getsTheKeys_andAsksWithWhatItKnows() {
    answer(STATE, key);
    copy.refresh();

    EventSeal.SealedEvent sealed = copy.seal(NAMED, false);
    assertThat(sealed.event().user()).isEqualTo(Pseudonym.of(key, "owner"));
    assertThat(sealed.parts()).hasSize(1);

    bus.reply(RequestType.KEY_SUBJECTS, new KeyReply.Subjects(STATE, List.of()));
    copy.refresh();
    assertThat(((KeyRequest.Subjects) bus.asked().getLast()).known()).isEqualTo(STATE);
    assertThat(copy.seal(NAMED, false).event()).isEqualTo(sealed.event());
  }

  @Test
  void refresh_newKeys_takeThePlaceOfTheOld() {
    answer(STATE, key);
    copy.refresh();
    try (SecretBytes other = SecretBytes.random(32)) {
      answer("6b".repeat(32), other);
      copy.refresh();
      assertThat(copy.seal(NAMED, false).event().user()).isEqualTo(Pseudonym.of(other, "owner"));
    }
  }

  @Test
  void refresh_whatIsNoAnswer_isRefused_andWhatWasKnownStays() {
    answer(STATE, key);
    copy.refresh();
    AuditEvent before = copy.seal(NAMED, false).event();

    bus.reply(RequestType.KEY_SUBJECTS, new KeyReply.Subjects("6b".repeat(32), List.of()));
    assertThatThrownBy(copy::refresh).hasMessageContaining("no sealed frame");
    bus.answer(
        RequestType.KEY_SUBJECTS,
        request -> new Answered<>(new KeyReply.Subjects(STATE, List.of()), null, new byte[80]));
    assertThatThrownBy(copy::refresh).hasMessageContaining("does not open");
    try (SecretBytes shorter = SecretBytes.random(31)) {
      answer("6b".repeat(32), shorter);
      assertThatThrownBy(copy::refresh).hasMessageContaining("31 bytes (expected: 32)");
    }
    bus.fail(RequestType.KEY_SUBJECTS, ErrorCode.UNREACHABLE);
    assertThatThrownBy(copy::refresh).isInstanceOf(RequestFailed.class);
    assertThat(copy.seal(NAMED, false).event()).isEqualTo(before);
  }

  /** Else what is said of a new user first would be the owner's. */
  @Test
  void somebodyNew_isAskedFor_andKeyServiceGone_isNotWaitedForAgainSoSoon() {
    answer(STATE, key);
    copy.refresh();
    AuditEvent aboutAnna = AuditEvent.of(EventCode.TOKEN_ISSUED).by("cli", "anna");
    int asked = bus.asked().size();
    copy.seal(NAMED, false);
    assertThat(bus.asked()).hasSize(asked);
    copy.seal(aboutAnna, true);
    assertThat(bus.asked()).hasSize(asked);
    copy.seal(aboutAnna, false);
    assertThat(bus.asked()).hasSize(asked + 1);

    bus.fail(RequestType.KEY_SUBJECTS, ErrorCode.UNREACHABLE);
    copy.seal(aboutAnna, false);
    copy.seal(aboutAnna, false);
    assertThat(bus.asked()).hasSize(asked + 2);
    nowNs = Duration.ofSeconds(11).toNanos();
    copy.seal(aboutAnna, false);
    assertThat(bus.asked()).hasSize(asked + 3);
  }

  @Test
  void refusedPeer_isToldOfInAnyCase_andAsksNobody() {
    AuditEvent refused = AuditEvent.of(EventCode.PEER_REFUSED).with("address", "10.0.0.7");
    assertThat(copy.seal(refused, false).event().details()).containsEntry("address", "withheld");
    assertThat(bus.asked()).isEmpty();
  }

  @Test
  void aliases_areTheNameAndWhatStandsForIt() {
    assertThat(copy.known().aliases("diary")).containsExactly("diary");
    assertThat(copy.known().pseudonym("owner")).isEqualTo("owner");
    answer(STATE, key);
    copy.refresh();
    String diary = Pseudonym.of(key, "diary");
    assertThat(copy.known().aliases("diary")).containsExactlyInAnyOrder("diary", diary);
    assertThat(copy.known().aliases(diary)).containsExactly(diary);
    assertThat(copy.known().pseudonym("owner")).isEqualTo(Pseudonym.of(key, "owner"));
    assertThat(copy.known().pseudonym("integrator/siem")).isEqualTo("integrator/siem");
    assertThat(copy.known().person(Pseudonym.of(key, "owner"))).isEqualTo("owner");
    assertThat(copy.known().person(diary)).isEqualTo(diary);
    assertThat(copy.known().user("01".repeat(16))).isEqualTo("owner");
    assertThat(copy.known().user("02".repeat(16))).isNull();
  }

  @Test
  void close_zeroes_andWithholds() {
    answer(STATE, key);
    copy.refresh();
    copy.close();
    assertThat(copy.seal(NAMED, true).event().user()).isEqualTo("withheld");
    copy.refresh();
    assertThatThrownBy(() -> copy.seal(NAMED, false)).isInstanceOf(NotRecorded.class);
  }

  private void answer(String state, SecretBytes keys) {
    bus.answer(
        RequestType.KEY_SUBJECTS,
        request ->
            new Answered<>(
                new KeyReply.Subjects(
                    state,
                    List.of(
                        new KeyReply.Subject(
                            "owner", "01".repeat(16), Hex.encode(pair.publicKey())))),
                null,
                SealedBox.seal(Hex.decode(((KeyRequest.Subjects) request).recipient()), keys)));
  }
}
