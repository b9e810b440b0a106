package aico.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.log.Checkpoint;
import aico.audit.log.Leaf;
import aico.audit.log.Proofs;
import aico.audit.log.Vkey;
import aico.cli.Scenario;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DevLogTest {
  @ParameterizedTest
  @EnumSource
  void leaves_followFromTheSeed_andAreEventsOfTheCatalogue(Scenario scenario) throws Exception {
    try (DevLog log = new DevLog(scenario, 7);
        DevLog same = new DevLog(scenario, 7)) {
      log.grow(300);
      same.grow(100);
      same.grow(200);
      for (int i = 0; i < 300; i++) {
        byte[] leaf = log.event(i).leaf();
        assertThat(leaf).isEqualTo(same.event(i).leaf());
        assertThat(Leaf.decode(leaf).sequence()).isEqualTo(i);
        JsonNode event = new ObjectMapper().readTree(leaf);
        assertThat(event.at("/data/metadata/event_code").asText()).isEqualTo(log.event(i).code());
        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = "QUIET")
  void checkpointsAndProofs_hold(Scenario scenario) {
    try (DevLog log = new DevLog(scenario, 1)) {
      Vkey vkey = log.vkey();
      assertThat(open(log, vkey).size()).isZero();
      log.grow(13);
      Checkpoint first = open(log, vkey);
      log.grow(24);
      Checkpoint second = open(log, vkey);
      assertThat(Proofs.verifyConsistency(13, 37, first.root(), second.root(), log.proof(13, 37)))
          .isTrue();
    }
  }

  private static Checkpoint open(DevLog log, Vkey vkey) {
    return Checkpoint.open(log.checkpoint().getBytes(StandardCharsets.UTF_8), vkey);
  }
}
