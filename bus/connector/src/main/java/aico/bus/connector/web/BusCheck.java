package aico.bus.connector.web;

import aico.bus.zmq.Bus;
import aico.bus.zmq.EndpointHealth;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check {@code bus}: up while authentication works and no endpoint is down, with the
 * state of every endpoint. A peer that is away leaves it up: {@code connecting}.
 */
@Readiness
@Singleton
public class BusCheck implements HealthCheck {
  private final Bus bus;

  @Inject
  BusCheck(Bus bus) {
    this.bus = bus;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("bus").status(bus.healthy());
    String problem = bus.problem();
    if (problem != null) {
      response.withData("problem", problem);
    }
    for (EndpointHealth endpoint : bus.health()) {
      response.withData(endpoint.topic(), endpoint.state().name().toLowerCase(Locale.ROOT));
    }
    return response.build();
  }
}
