package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import aico.bus.contract.KeyReply;
import aico.cli.Check;
import aico.cli.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyChecksTest {
  private static final Keys.Unattended OFF =
      new Keys.Unattended(false, false, false, "file", false, false, true);

  private static List<Check> of(
      KeyReply.@Nullable InstallationRotation rotation, KeyReply.UserState... users) {
    return KeyChecks.of(
        new KeyReply.State("i1", "a".repeat(64), "file", List.of(users), rotation), OFF);
  }

  @Test
  void rotation_thatWaits_isNamed_withWhomItWaitsFor() {
    KeyReply.InstallationRotation waiting =
        new KeyReply.InstallationRotation(
            "aaaa", "bbbb", "file", "file", List.of("auth-service", "vault-service"));

    List<Check> checks = of(waiting);

    assertThat(checks)
        .singleElement()
        .satisfies(one -> {
          assertThat(one.id()).isEqualTo("installation_key");
          assertThat(one.message())
              .isEqualTo(
                  "bbbb takes the place of aaaa, which still opens what auth-service,"
                      + " vault-service keep");
          assertThat(one.fix()).contains("aico status");
        });
  }

  @Test
  void nothing_isSaid_whereNoneGoesOn() {
    assertThat(of(null)).isEmpty();
  }

  @Test
  void eachPersonsKit_isLookedAt_andNotTheHousehold() {
    assertThat(
            of(
                null,
                new KeyReply.UserState("owner", null, "2026-01-02", false),
                new KeyReply.UserState("anna", null, null, false),
                new KeyReply.UserState("household", null, null, false)))
        .extracting(Check::id, Check::message, Check::fix)
        .containsExactly(
            tuple("recovery_kit", "opened your keys on 2026-01-02", ""),
            tuple(
                "recovery_kit",
                "anna's was never tested: a kit with a slip of the pen opens nothing",
                "aico recovery test --user anna"));
  }
}
