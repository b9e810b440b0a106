package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AlertResponse;
import aico.bus.contract.Caller;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.Role;
import aico.bus.contract.StandingResponse;
import aico.bus.contract.VaultRequest;
import aico.bus.zmq.BusEvent;
import aico.bus.zmq.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertResponsesTest {
  private static final String RULE = "guessed-password";
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final Instant CHOSEN = Instant.parse("2026-11-01T12:00:00Z");

  private final List<String> trail = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private byte @Nullable [] file;
  private byte @Nullable [] restored;
  private boolean diskFull;
  private boolean outboxFull;
  private long nowMs = CHOSEN.toEpochMilli();
  private long nanos = Long.MAX_VALUE - 1_000;
  private AlertResponses responses = start(AlertResponse.LOCK);

  private AlertResponses start(AlertResponse response) {
    Trail recorder =
        new Trail(
            "vault-service",
            (record, reserve) -> {
              if (outboxFull) {
                return CompletableFuture.failedStage(new IOException("no space left"));
              }
              trail.add(said(Json.tolerant().tree(record).path("data")));
              return CompletableFuture.completedStage(null);
            },
            () -> Instant.ofEpochMilli(nowMs),
            UUID::randomUUID,
            EventSeal.NONE);
    recorder.compared();
    return new AlertResponses(
        response,
        "responses",
        new ResponseFile() {
          @Override
          public Optional<byte[]> read() {
            return Optional.ofNullable(file);
          }

          @Override
          public void write(byte[] content) {
            if (diskFull) {
              throw new IllegalStateException("no space left");
            }
            file = content;
          }

          @Override
          public Optional<byte[]> restored() {
            return Optional.ofNullable(restored);
          }

          @Override
          public void restoredTaken() {
            restored = null;
          }
        },
        recorder,
        (chosen, alert) -> {
          if (alert.events().contains(404L)) {
            throw new RequestFailed(aico.bus.contract.ErrorCode.UNREACHABLE, "audit-service: away");
          }
          return new Remedy.Prepared(
              response == AlertResponse.LOCK ? null : 2,
              () -> done.add(chosen.user() + " " + alert.alert().charAt(0)));
        },
        (InstantSource) () -> Instant.ofEpochMilli(nowMs),
        () -> nanos);
  }

  private static String said(JsonNode data) {
    String code = data.at("/metadata/event_code").asText();
    return code
        + switch (code) {
          case "alert.response_chosen" -> " " + data.at("/unmapped/chosen").asText();
          case "state.written" -> " " + data.at("/unmapped/generation").asText();
          case "alert.answered" ->
              data.at("/unmapped/sessions").asText() + data.at("/unmapped/reason").asText();
          default -> "";
        };
  }

  private void pass(Duration time) {
    nowMs += time.toMillis();
    nanos += time.toNanos();
  }

  private void choose(String rule, boolean on) {
    responses.choose(
        rule,
        on,
        new Ask(
            new VaultRequest.Respond(rule, on),
            new Caller("cli", Role.CLI),
            new Person("owner", ID, 0),
            null,
            ID));
  }

  private void hear(String type, Object body) {
    responses.heard(new BusSignal.Happened(new BusEvent(type, ID, 1, Json.tolerant().tree(body))));
  }

  private void raised(String alert, long timeMs, Long... events) {
    hear(
        "audit.alert",
        Map.of(
            "event_code",
            "alert.raised",
            "alert",
            alert,
            "rule",
            RULE,
            "time",
            Instant.ofEpochMilli(timeMs).toString(),
            "events",
            List.of(events)));
  }

  private static String id(int number) {
    return Integer.toHexString(number) + ID.substring(Integer.toHexString(number).length());
  }

  @Test
  void offUntilChosen_andOffAgain() {
    raised(ID, nowMs, 1L);
    assertThat(done).isEmpty();

    choose(RULE, true);
    pass(Duration.ofSeconds(1));
    raised(id(1), nowMs, 1L);
    assertThat(done).containsExactly("owner 1");
    assertThat(trail)
        .containsExactly("alert.response_chosen on", "state.written 1", "alert.answered");

    choose(RULE, false);
    pass(Duration.ofHours(1));
    raised(id(2), nowMs, 1L);
    assertThat(done).hasSize(1);
    assertThat(responses.standing()).isEmpty();
    assertThat(trail).endsWith("alert.response_chosen off", "state.written 2");
  }

  @Test
  void theSameChoiceAgain_isAlreadySo() {
    choose(RULE, true);
    choose(RULE, true);
    choose("denial-burst", false);
    assertThat(trail).hasSize(2);
    assertThat(responses.standing())
        .containsExactly(new StandingResponse(RULE, "owner", CHOSEN.toString()));
  }

  @Test
  void alertOlderThanTheChoice_isNotAnswered() {
    pass(Duration.ofDays(1));
    choose(RULE, true);
    raised(ID, nowMs - 1, 1L);
    assertThat(done).isEmpty();
    raised(id(1), nowMs, 1L);
    assertThat(done).hasSize(1);
  }

  @Test
  void afterARestart_whatWasBeforeIsNotAnswered_whatIsNewIs() {
    choose(RULE, true);
    pass(Duration.ofMinutes(5));
    long before = nowMs;
    pass(Duration.ofSeconds(1));
    responses = start(AlertResponse.LOCK);
    assertThat(responses.generationAtStart()).isEqualTo(1);

    raised(ID, before, 1L);
    assertThat(done).isEmpty();
    pass(Duration.ofSeconds(1));
    raised(id(1), nowMs, 1L);
    assertThat(done).hasSize(1);
  }

  @Test
  void whatARestoreBrought_doesNothingUntilItIsChosenAgain() {
    choose(RULE, true);
    choose("denial-burst", true);
    restored = file;
    file = null;
    trail.clear();
    pass(Duration.ofHours(1));

    responses = start(AlertResponse.LOCK);
    assertThat(restored).isNull();
    assertThat(trail)
        .containsExactly("alert.response_chosen suspended", "alert.response_chosen suspended");
    assertThat(responses.generationAtStart()).isEqualTo(3);
    pass(Duration.ofMinutes(2));
    raised(id(1), nowMs, 1L);
    assertThat(done).isEmpty();

    responses = start(AlertResponse.LOCK);
    assertThat(responses.standing())
        .hasSize(2)
        .noneMatch(StandingResponse::inForce)
        .allMatch(one -> one.user().equals("owner"));
    assertThat(trail).hasSize(2);

    choose(RULE, true);
    choose("denial-burst", false);
    assertThat(responses.standing())
        .containsExactly(
            new StandingResponse(RULE, "owner", Instant.ofEpochMilli(nowMs).toString()));
    pass(Duration.ofMinutes(2));
    raised(id(2), nowMs, 1L);
    assertThat(done).hasSize(1);
  }

  @Test
  void whatARestoreBrought_changesNothingThatWasChosenSince_andStaysWithinTheLimit() {
    for (int i = 0; i < StandingResponse.MAX; i++) {
      choose("rule-" + i, true);
    }
    restored = file;
    file = null;
    responses = start(AlertResponse.LOCK);
    choose("rule-7", true);
    restored =
        ("{\"version\":1,\"generation\":900,\"responses\":[{\"rule\":\"rule-7\",\"user\":\"owner\","
                + "\"since\":\"2026-01-01T00:00:00Z\"},{\"rule\":\"more\",\"user\":\"owner\","
                + "\"since\":\"2026-01-01T00:00:00Z\"}]}")
            .getBytes(StandardCharsets.UTF_8);

    responses = start(AlertResponse.LOCK);

    assertThat(responses.standing()).hasSize(StandingResponse.MAX);
    assertThat(responses.standing())
        .filteredOn(StandingResponse::inForce)
        .extracting(StandingResponse::rule)
        .containsExactly("rule-7");
    assertThat(responses.generationAtStart()).isEqualTo(901);
  }

  @Test
  void clockThatIsSet_revivesNothingAndMutesNothing() {
    choose(RULE, true);
    pass(Duration.ofMinutes(2));
    nowMs -= Duration.ofDays(365).toMillis();
    raised(ID, nowMs, 1L);
    assertThat(done).hasSize(1);

    nowMs += Duration.ofDays(3650).toMillis();
    pass(Duration.ofMinutes(2));
    raised(id(1), nowMs - Duration.ofDays(1).toMillis(), 1L);
    assertThat(done).hasSize(1);
  }

  @Test
  void repeatedWithinAMinute_isAnsweredOnce_andAReplayNever() {
    choose(RULE, true);
    long first = nowMs;
    for (int i = 0; i < 50; i++) {
      raised(id(i), first, 1L);
    }
    assertThat(done).hasSize(1);
    pass(AlertResponses.PAUSE);
    raised(id(0), first, 1L);
    assertThat(done).hasSize(1);
    raised(id(0), nowMs, 1L);
    assertThat(done).hasSize(2);
  }

  @Test
  void sessions_areRevokedForEachAlert_soThatNoneShieldsAnother() {
    responses = start(AlertResponse.REVOKE_SESSION);
    choose(RULE, true);
    raised(id(1), nowMs, 1L);
    raised(id(2), nowMs, 2L);
    pass(Duration.ofSeconds(1));
    raised(id(2), nowMs, 2L);
    assertThat(done).containsExactly("owner 1", "owner 2");
    assertThat(trail).endsWith("alert.answered2", "alert.answered2");
  }

  @Test
  void flood_isBounded() {
    choose(RULE, true);
    for (int i = 0; i < 10 * AlertResponses.ANSWERED_MAX; i++) {
      raised("%032x".formatted(i), nowMs, 1L);
    }
    assertThat(done).hasSize(1);
    assertThat(trail).hasSize(3);
  }

  @Test
  void whatCannotBeKnown_isRecordedAsNotDone() {
    choose(RULE, true);
    raised(ID, nowMs, 404L);
    assertThat(done).isEmpty();
    assertThat(trail.getLast()).isEqualTo("alert.answerednot done: audit-service: away");
  }

  @Test
  void fullOutbox_choosesNothing_butAnswersAllTheSame() {
    choose(RULE, true);
    outboxFull = true;
    assertThatThrownBy(() -> choose("denial-burst", true)).isInstanceOf(RequestFailed.class);
    assertThatThrownBy(() -> choose(RULE, false)).isInstanceOf(RequestFailed.class);
    assertThat(responses.standing()).extracting(StandingResponse::rule).containsExactly(RULE);
    raised(ID, nowMs, 1L);
    assertThat(done).hasSize(1);
  }

  @Test
  void fullDisk_changesNothing() {
    diskFull = true;
    assertThatThrownBy(() -> choose(RULE, true))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("no space left");
    raised(ID, nowMs, 1L);
    assertThat(done).isEmpty();
  }

  @Test
  void tooManyRules_areRefused() {
    for (int i = 0; i < StandingResponse.MAX; i++) {
      choose("rule-" + i, true);
    }
    assertThatThrownBy(() -> choose("one-more", true)).hasMessageContaining("100 rules");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "null",
        "{\"event_code\":\"alert.resolved\",\"alert\":\"ID\",\"rule\":\"RULE\",\"time\":\"NOW\"}",
        "{\"event_code\":\"record.gap\",\"producer\":\"vault-service\"}",
        "{\"event_code\":\"alert.raised\",\"rule\":\"RULE\",\"time\":\"NOW\",\"events\":[1]}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"../x\",\"rule\":\"RULE\",\"time\":\"NOW\"}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\"}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\",\"time\":\"soon\"}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\","
            + "\"time\":\"+1000000000-12-31T23:59:59Z\"}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\",\"time\":\"NOW\","
            + "\"events\":[-1]}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\",\"time\":\"NOW\","
            + "\"events\":[\"1\"]}",
        "{\"event_code\":\"alert.raised\",\"alert\":\"ID\",\"rule\":\"RULE\",\"time\":\"NOW\","
            + "\"events\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]}"
      })
  void whatIsNoAlert_isNotAnswered(String template) {
    choose(RULE, true);
    String body =
        template
            .replace("ID", ID)
            .replace("RULE", RULE)
            .replace("NOW", Instant.ofEpochMilli(nowMs).toString());
    hear("audit.alert", Json.tolerant().tree(body.getBytes(StandardCharsets.UTF_8)));
    hear("audit.event", Map.of("event_code", "alert.raised", "alert", ID, "rule", RULE));
    responses.heard(new BusSignal.Gap("audit.alerts"));
    responses.heard(new BusSignal.Silence("audit.alerts"));
    assertThat(done).isEmpty();
    raised(ID, nowMs, 1L);
    assertThat(done).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"generation\":0,\"responses\":[]}",
        "{\"version\":0,\"generation\":1,\"responses\":[]}",
        "{\"version\":\"1\",\"generation\":1,\"responses\":[]}",
        "{\"version\":1,\"generation\":1,\"responses\":[],\"more\":1}",
        "{\"version\":1,\"version\":1,\"generation\":1,\"responses\":[]}",
        "{\"version\":1,\"generation\":1,\"responses\":[]} {}",
        "{\"version\":1,\"generation\":1,\"responses\":[{\"rule\":\"a b\",\"user\":\"owner\","
            + "\"since\":\"2026-11-01T12:00:00Z\"}]}",
        "{\"version\":1,\"generation\":1,\"responses\":[{\"rule\":\"a\",\"user\":\"owner\","
            + "\"since\":\"once\"}]}"
      })
  void damagedFile_isRefused(String content) {
    file = content.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> start(AlertResponse.LOCK)).isInstanceOf(InvalidField.class);
  }

  @Test
  void newerFile_isRefused_sayingSo() {
    file = "{\"version\":3,\"rules\":{}}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> start(AlertResponse.LOCK))
        .isInstanceOf(InvalidField.class)
        .hasMessageContaining("version: 3, made by newer software");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void truncatedOrGarbledFile_isReadWholeOrRefused(long seed) {
    choose(RULE, true);
    byte[] whole = java.util.Objects.requireNonNull(file).clone();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] broken = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
      file = broken;
      assertThatThrownBy(() -> start(AlertResponse.LOCK)).isInstanceOf(InvalidField.class);
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      file = flipped;
      try {
        assertThat(start(AlertResponse.LOCK).standing()).hasSize(1);
      } catch (InvalidField refused) {
        assertThat(refused.field()).isNotEmpty();
      }
    }
  }
}
