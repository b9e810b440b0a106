package aico.bus.connector.sample.full;

import aico.bus.connector.HeartbeatState;
import aico.bus.contract.Topics;
import jakarta.inject.Singleton;
import java.util.Map;

/** What the sample's heartbeats carry. */
@Singleton
public class SampleHeartbeat implements HeartbeatState {
  @Override
  public String topic() {
    return Topics.VAULT_EVENTS;
  }

  @Override
  public Object state() {
    return Map.of("mounted", 3);
  }
}
