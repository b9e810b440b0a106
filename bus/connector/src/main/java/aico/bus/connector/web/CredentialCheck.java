package aico.bus.connector.web;

import aico.bus.zmq.Bus;
import aico.bus.zmq.CredentialState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check {@code credential}: always up; which key and bundle this process works with,
 * so that who changes credentials knows how far that is. None of it is secret.
 */
@Readiness
@Singleton
public class CredentialCheck implements HealthCheck {
  private final Bus bus;

  @Inject
  CredentialCheck(Bus bus) {
    this.bus = bus;
  }

  @Override
  public HealthCheckResponse call() {
    CredentialState state = bus.credentials();
    return HealthCheckResponse.named("credential")
        .up()
        .withData("public_key", state.publicKey())
        .withData("bundle_digest", state.bundleDigest())
        .withData("moving", state.moving())
        .build();
  }
}
