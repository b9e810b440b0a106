package aico.auth.app;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The readiness check {@code sessions}: up once the sealed state is open. */
@Readiness
@Singleton
public class SessionsCheck implements HealthCheck {
  private final Opening opening;

  @Inject
  SessionsCheck(Opening opening) {
    this.opening = opening;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("sessions").status(opening.office().isPresent()).build();
  }
}
