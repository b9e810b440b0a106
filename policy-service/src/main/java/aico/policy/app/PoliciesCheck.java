package aico.policy.app;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The readiness check {@code policies}: up once they are validated, loaded and warm. */
@Readiness
@Singleton
public class PoliciesCheck implements HealthCheck {
  private final LoadedPolicies policies;

  @Inject
  PoliciesCheck(LoadedPolicies policies) {
    this.policies = policies;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("policies").status(policies.engine().ready()).build();
  }
}
