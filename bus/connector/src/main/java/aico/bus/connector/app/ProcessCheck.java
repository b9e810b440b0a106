package aico.bus.connector.app;

import aico.bus.connector.os.ProcessMemory;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The readiness check {@code process}: always up, with {@code pid} and {@code pss_bytes}. */
@Readiness
@Singleton
public class ProcessCheck implements HealthCheck {
  private final ProcessMemory memory = ProcessMemory.ofThisProcess();

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("process").up().withData("pid", ProcessHandle.current().pid());
    memory.pssBytes().ifPresent(pss -> response.withData("pss_bytes", pss));
    return response.build();
  }
}
