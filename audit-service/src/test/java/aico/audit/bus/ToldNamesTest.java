package aico.audit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.Leaves;
import aico.audit.NamedView;
import aico.bus.connector.Answered;
import aico.bus.connector.BusClient;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Reply;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An identified integrator's view, over names that key-service tells. */
class ToldNamesTest {
  private static final String ANNA = "p-0123456789abcdef0123";
  private static final String DIARY = "p-aaaaaaaaaaaaaaaaaaaa";
  private static final String EVENT =
      "{\"sealed\":\"%s:%s\",\"user\":\"%s\",\"vault\":\"%s\"}"
          .formatted("01".repeat(16), "A".repeat(64), ANNA, DIARY);
  private static final String PLAIN = "{\"user\":\"cli\"}";

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final KeyService keyService = new KeyService();
  private long nowNs;
  private final ToldNames names =
      new ToldNames(keyService, () -> nowNs, waiting::add, answers::incrementAndGet);
  private final NamedView view = new NamedView(names, OneLeaf::new);

  /** A log in which the event is everywhere. */
  private static final class OneLeaf implements Leaves {
    private long next;

    OneLeaf(long from) {
      next = from;
    }

    @Override
    public long nextIndex() {
      return next;
    }

    @Override
    public Optional<byte[]> next() {
      next++;
      return Optional.of(bytes(EVENT));
    }

    @Override
    public long offset() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static final class KeyService implements BusClient {
    private @Nullable ErrorCode refusal;
    private List<String> told = List.of(ANNA, "anna \"the\\first\"", DIARY, "diary");
    private boolean broken;
    private int asked;

    @Override
    @SuppressWarnings("unchecked")
    public <R extends Reply> Answered<R> exchange(
        Request<R> request, @Nullable String token, byte @Nullable [] sealed, Duration deadline) {
      asked++;
      if (refusal != null) {
        throw new RequestFailed(refusal, "not now");
      }
      if (broken) {
        throw new UnsupportedOperationException("no memory to lock");
      }
      KeyRequest.TellNames tell = (KeyRequest.TellNames) request;
      assertThat(tell.subject()).isEqualTo("01".repeat(16));
      try (SecretBytes plain = SecretBytes.copyOfAndWipe(SealedNames.encode(told))) {
        return new Answered<>(
            (R) new KeyReply.SealedOpened(1),
            null,
            SealedBox.seal(Hex.decode(tell.recipient()), plain));
      }
    }
  }

  @Test
  void anEvent_waitsForItsNames_andIsToldWithThem() {
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    assertThat(waiting).hasSize(1);
    answer();
    assertThat(answers).hasValue(1);
    assertThat(view.isReadyFor(bytes(EVENT))).isTrue();
    assertThat(told(EVENT))
        .isEqualTo(
            "{\"opened\":\"01010101010101010101010101010101\",\"user\":\"anna \\\"the\\\\first\\\"\",\"vault\":\"diary\"}");
  }

  @Test
  void anEventWithoutNames_neitherWaits_norChanges() {
    assertThat(view.isReadyFor(bytes(PLAIN))).isTrue();
    assertThat(told(PLAIN)).isEqualTo(PLAIN);
    assertThat(keyService.asked).isZero();
  }

  @Test
  void whoIsLocked_staysAPseudonym_andIsAskedForAgainLater() {
    keyService.refusal = ErrorCode.LOCKED;
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(EVENT))).isTrue();
    assertThat(told(EVENT)).isEqualTo(EVENT);
    assertThat(waiting).isEmpty();

    keyService.refusal = null;
    nowNs = Duration.ofSeconds(6).toNanos();
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(told(EVENT)).contains("diary");
  }

  /** Somebody who locks, or is erased, is soon nobody again. */
  @Test
  void aName_isForgottenAfterSomeSeconds() {
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    nowNs = Duration.ofSeconds(6).toNanos();
    keyService.refusal = ErrorCode.LOCKED;
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(EVENT))).isTrue();
    assertThat(told(EVENT)).isEqualTo(EVENT);
  }

  /** A box says nothing of a pseudonym beside those that key-service made of what is in it. */
  @Test
  void whatNoBoxOpens_stays_andIsNotAskedForOverAndOver() {
    keyService.told = List.of(ANNA, "anna");
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(EVENT))).isTrue();
    assertThat(told(EVENT))
        .contains("\"anna\"")
        .contains(DIARY)
        .contains("\"sealed\":")
        .endsWith(",\"opened\":\"%s\"}".formatted("01".repeat(16)));
    assertThat(keyService.asked).isEqualTo(1);
  }

  /** Whoever is told a name is told whose it is, or could not forget it later. */
  @Test
  void aName_isNotPutIntoEventsThatNothingOfItsSubjectIsSealedIn() {
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    for (String event :
        List.of(
            "{\"data\":{\"event_code\":\"alert.resolved\",\"subject\":\"%s\"}}".formatted(ANNA),
            "{\"sealed\":\"%s:%s\",\"user\":\"%s\"}"
                .formatted("02".repeat(16), "B".repeat(64), ANNA))) {
      assertThat(told(event)).isEqualTo(event);
    }
  }

  @Test
  void anAnswer_thatWasOnItsWayAsAllWasForgotten_countsNoMore() {
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    names.forget();
    answer();
    assertThat(told(EVENT)).isEqualTo(EVENT);
  }

  /** Else one who writes such events would hide the person from those who are to know. */
  @Test
  void aBoxThatIsNone_keepsNoOthersOfThatSubjectFromOpening() {
    String bad = EVENT.replace("AAAA", "BBBB");
    keyService.refusal = ErrorCode.USAGE;
    assertThat(view.isReadyFor(bytes(bad))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(bad))).isTrue();
    keyService.refusal = null;
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(told(EVENT)).contains("diary");
  }

  @Test
  void anAnswerThatCannotBeRead_doesNotHoldUpTheStream() {
    keyService.broken = true;
    assertThat(view.isReadyFor(bytes(EVENT))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(EVENT))).isTrue();
    assertThat(told(EVENT)).isEqualTo(EVENT);
  }

  @Test
  void anAlert_isToldWithTheNamesOfWhatCausedIt() {
    String alert =
        "{\"data\":{\"event_code\":\"alert.raised\",\"events\":\"3,7\",\"why\":\"%s, 5 times\"}}"
            .formatted(DIARY);
    assertThat(view.isReadyFor(bytes(alert))).isFalse();
    answer();
    assertThat(view.isReadyFor(bytes(alert))).isTrue();
    assertThat(told(alert))
        .contains("diary, 5 times")
        .endsWith("01\"}")
        .contains("\"opened\":\"0101");
  }

  private void answer() {
    waiting.remove().run();
  }

  private String told(String event) {
    return new String(view.of(bytes(event)), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
