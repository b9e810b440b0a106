package aico.audit.app;

import aico.audit.Watch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * The readiness check {@code audit}: down while nothing is stored or nothing is signed; a log that
 * waits for key-service to be unlocked or there at all is not ready either.
 */
@Readiness
@Singleton
public class AuditCheck implements HealthCheck {
  private final AuditLog log;
  private final AuditLife life;
  private final Watch watch;

  @Inject
  AuditCheck(AuditLog log, AuditLife life, Watch watch) {
    this.watch = watch;
    this.log = log;
    this.life = life;
  }

  @Override
  public HealthCheckResponse call() {
    long signed = log.checkpoints().published().map(head -> head.checkpoint().size()).orElse(0L);
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("audit")
            .withData("size", log.journal().size())
            .withData("first", log.leaves().first())
            .withData("signed", signed);
    log.retentionProblem().ifPresent(text -> response.withData("retention", text));
    // What goes wrong in detection stops no recording.
    watch.problem().ifPresent(text -> response.withData("detection", text));
    Optional<String> problem = problem();
    problem.ifPresent(text -> response.withData("problem", text));
    return response.status(problem.isEmpty()).build();
  }

  private Optional<String> problem() {
    if (!log.isAlive()) {
      return Optional.of("a thread of the log has ended");
    }
    return Stream.of(
            log.journal().failure(), log.checkpoints().failure(), log.hub().failure(), waiting())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> waiting() {
    if (!life.signingStart().hasKey()) {
      return Optional.of(life.signingStart().problem().orElse("waiting for the signing key"));
    }
    // Whoever asks for the log's state before has no answer.
    return log.checkpoints().published().isEmpty()
        ? Optional.of("the first checkpoint is not signed yet")
        : Optional.empty();
  }
}
