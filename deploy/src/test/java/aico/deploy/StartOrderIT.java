package aico.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Topics;
import aico.bus.contract.VaultReply;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.cli.SuiteService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The services of one home without a supervisor: nobody waits for anybody, so any order will do.
 * Each order starts the next service only when the one before it answers; between a few orders,
 * every service comes before and after every other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartOrderIT {
  private static final String PASSWORD = "whoever comes first\n";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration ASK = Duration.ofSeconds(20);

  /** A service that waits for another looks for it some times a second, no more. */
  private static final long IDLE_CPU_MS = 1_500;

  private final Suite suite = Suite.launched(PASSWORD);

  @AfterAll
  void stop() {
    suite.close();
  }

  @Test
  void orders_coverEveryPair() throws NoSuchMethodException {
    List<List<SuiteService>> orders =
        Arrays.stream(
                requireNonNull(
                        StartOrderIT.class
                            .getDeclaredMethod("anyOrder_becomesReady_andWorks", String.class)
                            .getAnnotation(ValueSource.class))
                    .strings())
            .map(StartOrderIT::order)
            .toList();
    for (SuiteService first : SuiteService.values()) {
      for (SuiteService second : SuiteService.values()) {
        if (first != second) {
          assertThat(orders)
              .as("%s before %s", first, second)
              .anyMatch(order -> order.indexOf(first) < order.indexOf(second));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VAULT AUTH POLICY AUDIT KEY",
        "KEY AUDIT POLICY AUTH VAULT",
        "POLICY VAULT KEY AUDIT AUTH"
      })
  void anyOrder_becomesReady_andWorks(String names) throws Exception {
    suite.aico("down").ok();
    try (LooseServices services = new LooseServices(suite)) {
      for (SuiteService service : order(names)) {
        services.start(service);
        await().atMost(LIMIT).until(() -> services.answers(service));
      }
      awaitReady(services);
      unlockMountsTheVault();
    }
    assertThat(suite.aico("audit", "verify", "--json").ok().json().get("whole").asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(SuiteService.class)
  void oneMissing_theOthersWait_andGoOnWhenItComes(SuiteService missing) throws Exception {
    suite.aico("down").ok();
    List<SuiteService> others = new ArrayList<>(List.of(SuiteService.values()));
    others.remove(missing);
    try (LooseServices services = new LooseServices(suite)) {
      for (SuiteService service : others) {
        services.start(service);
      }
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> assertThat(others).allMatch(services::answers, "answers"));
      if (missing == SuiteService.KEY) {
        // Stage 0 is what everybody's own keys come from.
        assertThat(services.isReady(SuiteService.AUTH)).isFalse();
      }
      List<Long> before = others.stream().map(services::cpuMs).toList();
      await()
          .during(Duration.ofSeconds(3))
          .until(() -> others.stream().allMatch(services::isAlive));
      for (int i = 0; i < others.size(); i++) {
        assertThat(services.cpuMs(others.get(i)) - before.get(i))
            .as("CPU time of %s while %s is missing", others.get(i), missing)
            .isLessThan(IDLE_CPU_MS);
      }

      services.start(missing);

      awaitReady(services);
      assertThat(others).allMatch(services::isAlive);
    }
  }

  private static List<SuiteService> order(String names) {
    return Arrays.stream(names.split(" ", -1)).map(SuiteService::valueOf).toList();
  }

  private static void awaitReady(LooseServices services) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(SuiteService.values())
                .as("ready")
                .allSatisfy(service -> assertThat(services.isReady(service)).isTrue()));
  }

  /** What {@code aico unlock} asks of key-service, and what comes of it without a word more. */
  private void unlockMountsTheVault() throws Exception {
    Insiders insiders = new Insiders(suite);
    Path key = insiders.key("cli");
    try (Impostor cli = insiders.impostor(key, insiders.bundle("cli"))) {
      KeyReply.OneTimeKey oneTime =
          (KeyReply.OneTimeKey)
              cli.client(Topics.KEY_REQUESTS).ask(new KeyRequest.NewOneTimeKey(), ASK).reply();
      byte[] sealed;
      try (SecretBytes password =
          SecretBytes.copyOfAndWipe(PASSWORD.strip().getBytes(StandardCharsets.UTF_8))) {
        sealed = SealedBox.seal(Hex.decode(oneTime.public_key()), password);
      }
      cli.client(Topics.KEY_REQUESTS)
          .ask(
              new KeyRequest.Unlock("owner", oneTime.key_id(), "f0".repeat(16)), null, sealed, ASK);
      await().atMost(LIMIT).until(() -> homeState(cli).equals("mounted"));
    }
  }

  private static String homeState(Impostor cli) {
    VaultReply.Vaults vaults =
        (VaultReply.Vaults)
            cli.client(Topics.VAULT_REQUESTS).ask(new VaultRequest.ListVaults(), ASK).reply();
    return vaults.vaults().getFirst().state();
  }
}
