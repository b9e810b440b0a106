package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import aico.bus.connector.token.JwsTokenCheck;
import aico.bus.contract.AuditRequest;
import aico.bus.contract.Caller;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.PolicyReply;
import aico.bus.contract.PolicyRequest;
import aico.bus.contract.Request;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.RequestType;
import aico.bus.contract.Role;
import aico.bus.contract.VaultRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Caller CLI = new Caller("cli", Role.CLI);
  private static final Request<?> MOUNT = new VaultRequest.Mount("diary");
  private static final String CORRELATION = "0123456789abcdef0123456789abcdef";

  private final Tokens tokens = new Tokens("k1");
  private final FakeBus bus = new FakeBus();
  private final AtomicLong nanos = new AtomicLong();
  private final AuthStateCopy authState = new AuthStateCopy(bus, nanos::get);
  private final Guard guard =
      new Guard(
          bus,
          authState,
          new JwsTokenCheck(
              "vault-service", InstantSource.fixed(Instant.ofEpochSecond(Tokens.NOW_S))),
          (request, person) -> holders(request));

  private static ResourceHolders.Holders holders(Request<?> request) {
    if (request.equals(new VaultRequest.Mount("nowhere"))) {
      throw new RequestFailed(ErrorCode.USAGE, "vault nowhere: there is none", "name", null, 0);
    }
    return new ResourceHolders.Holders("owner", List.of("child"));
  }

  @BeforeEach
  void everyoneAnswers() {
    bus.reply(RequestType.AUTH_STATE, tokens.state());
    bus.reply(RequestType.POLICY_DECIDE, new PolicyReply.Decision(true, "owner-all", null, 3));
  }

  @Test
  void noSuchResource_isNotDecided() {
    assertThatThrownBy(
            () -> guard.admit(new VaultRequest.Mount("nowhere"), CLI, token(), CORRELATION))
        .isInstanceOfSatisfying(
            RequestFailed.class, failed -> assertThat(failed.code()).isEqualTo(ErrorCode.USAGE));
    assertThat(bus.asked()).noneMatch(PolicyRequest.Decide.class::isInstance);
  }

  @Test
  void tokenAndAllow_admitThePerson_andTheDecisionNamesEverything() {
    assertThat(guard.admit(MOUNT, CLI, token(), CORRELATION))
        .isEqualTo(new Person("owner", Tokens.SESSION, Tokens.NOW_S - 60));
    assertThat(bus.asked())
        .contains(
            new PolicyRequest.Decide(
                "owner",
                "cli",
                "vault.mount",
                "vault",
                "diary",
                "owner",
                List.of("child"),
                CORRELATION));
  }

  @Test
  void contractAlone_asksNobody() {
    assertThat(guard.admit(new VaultRequest.ListVaults(), CLI, null, CORRELATION)).isNull();
    assertThat(bus.asked()).isEmpty();
  }

  @Test
  void reducingPower_worksWithAuthAndPolicyDead() {
    bus.fail(RequestType.AUTH_STATE, ErrorCode.UNREACHABLE);
    bus.fail(RequestType.POLICY_DECIDE, ErrorCode.UNREACHABLE);

    assertThat(guard.admit(new VaultRequest.LockAll(), CLI, null, CORRELATION)).isNull();
    assertThat(guard.admit(new VaultRequest.Unmount("diary"), CLI, null, CORRELATION)).isNull();
  }

  @Test
  void noToken_isDenied() {
    assertRefused(null, ErrorCode.DENIED, "token-missing");
    assertThat(bus.asked()).isEmpty();
  }

  @Test
  void tokenForAnotherService_isDenied_beforePolicyIsAsked() {
    assertRefused(
        tokens.sign(Tokens.claims("audit-service", "cli")), ErrorCode.DENIED, "token-audience");
    assertThat(bus.asked()).noneMatch(PolicyRequest.Decide.class::isInstance);
  }

  @Test
  void tokenOfAnotherPrincipal_isDenied() {
    assertRefused(
        tokens.sign(Tokens.claims("vault-service", "gateway")),
        ErrorCode.DENIED,
        "token-authorized-party");
  }

  @Test
  void policyDenies_withItsRule() {
    bus.reply(
        RequestType.POLICY_DECIDE,
        new PolicyReply.Decision(false, "default-deny", "ask the owner", 3));

    RequestFailed failed = assertRefused(token(), ErrorCode.DENIED, "default-deny");
    assertThat(failed).hasMessageContaining("ask the owner");
  }

  @Test
  void unreachableServices_areSaidSo() {
    bus.fail(RequestType.POLICY_DECIDE, ErrorCode.UNREACHABLE);
    assertRefused(token(), ErrorCode.UNREACHABLE, null);

    bus.fail(RequestType.AUTH_STATE, ErrorCode.UNREACHABLE);
    authState.lost();
    assertRefused(token(), ErrorCode.UNREACHABLE, null);
  }

  @Test
  void lockedKeys_areSaidSo() {
    bus.fail(RequestType.AUTH_STATE, ErrorCode.LOCKED);
    assertRefused(token(), ErrorCode.LOCKED, null);
  }

  @Test
  void everyOtherErrorOnTheWay_isADenial() {
    for (ErrorCode code : new ErrorCode[] {ErrorCode.FAILED, ErrorCode.USAGE, ErrorCode.DENIED}) {
      bus.fail(RequestType.POLICY_DECIDE, code);
      assertRefused(token(), ErrorCode.DENIED, "decision");
    }
    bus.answer(
        RequestType.POLICY_DECIDE,
        request -> {
          throw new IllegalStateException("broken");
        });
    assertRefused(token(), ErrorCode.DENIED, "decision");
    bus.fail(RequestType.AUTH_STATE, ErrorCode.FAILED);
    authState.lost();
    assertRefused(token(), ErrorCode.DENIED, "auth-state");
  }

  @Test
  void revocation_holdsOnceAHeartbeatTold() {
    guard.admit(MOUNT, CLI, token(), CORRELATION);
    bus.reply(
        RequestType.AUTH_STATE,
        new aico.bus.contract.AuthReply.State(
            "i1",
            8,
            java.util.List.of(tokens.verificationKey()),
            java.util.List.of(Tokens.SESSION)));

    authState.heard("i1", 8);

    assertRefused(token(), ErrorCode.DENIED, "token-revoked");
  }

  @Test
  void newSigningKey_isLookedUpOnce() {
    guard.admit(MOUNT, CLI, token(), CORRELATION);
    Tokens rotated = new Tokens("k2");
    bus.reply(RequestType.AUTH_STATE, rotated.state());

    String token = rotated.sign(Tokens.claims("vault-service", "cli"));
    assertThat(guard.admit(MOUNT, CLI, token, CORRELATION)).isNotNull();
  }

  @Test
  void anOldProof_isNotEnough_whereARecentOneIsAsked() {
    AuditRequest.AcceptState accept = new AuditRequest.AcceptState();
    assertThat(guard.admit(accept, CLI, token(), CORRELATION)).isNotNull();

    for (Long provedAtS : new Long[] {null, 0L, Tokens.NOW_S - 306, Tokens.NOW_S + 6}) {
      Map<String, @Nullable Object> claims = Tokens.claims("vault-service", "cli");
      claims.put("auth_time", provedAtS);
      String token = tokens.sign(claims);
      assertThat(guard.admit(MOUNT, CLI, token, CORRELATION)).isNotNull();
      assertThatThrownBy(() -> guard.admit(accept, CLI, token, CORRELATION))
          .isInstanceOfSatisfying(
              RequestFailed.class, failed -> assertThat(failed.rule()).contains("proof-old"));
    }
  }

  private String token() {
    return tokens.sign(Tokens.claims("vault-service", "cli"));
  }

  private RequestFailed assertRefused(
      @Nullable String token, ErrorCode code, @Nullable String rule) {
    RequestFailed failed =
        catchThrowableOfType(
            RequestFailed.class, () -> guard.admit(MOUNT, CLI, token, CORRELATION));
    assertThat(failed).isNotNull();
    assertThat(failed.code()).isEqualTo(code);
    assertThat(failed.rule().orElse(null)).isEqualTo(rule);
    return failed;
  }
}
