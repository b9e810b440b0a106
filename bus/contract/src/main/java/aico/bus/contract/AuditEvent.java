package aico.bus.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of the catalogue, before it is given its CloudEvents envelope. No field ever holds a
 * secret, a token or content.
 *
 * @param success whether what the event tells of succeeded
 * @param actor the principal that caused it, or null when it is the service itself
 * @param user the person it was done for, or null
 * @param resource what it was done to, or null
 * @param holder whose the resource is, where that is not {@code user}: a person, the household, or
 *     null; decides only to whom the resource's name is sealed
 * @param correlation the request's correlation, 32 hex digits, or null
 * @param details further fields, of those that {@link EventCode#details} lists for the code; values
 *     are short texts
 */
public record AuditEvent(
    EventCode code,
    boolean success,
    @Nullable String actor,
    @Nullable String user,
    @Nullable Resource resource,
    @Nullable String holder,
    @Nullable String correlation,
    Map<String, String> details) {

  public AuditEvent {
    for (String name : details.keySet()) {
      if (!code.details().contains(name)) {
        throw new IllegalArgumentException(
            "event %s: detail %s (expected: one that EventCode lists)"
                .formatted(code.code(), name));
      }
    }
    details = Map.copyOf(details);
  }

  /** An event of the service itself. */
  public static AuditEvent of(EventCode code) {
    return new AuditEvent(code, true, null, null, null, null, null, Map.of());
  }

  public AuditEvent failed() {
    return new AuditEvent(code, false, actor, user, resource, holder, correlation, details);
  }

  public AuditEvent by(@Nullable String newActor, @Nullable String newUser) {
    return new AuditEvent(code, success, newActor, newUser, resource, holder, correlation, details);
  }

  public AuditEvent on(Resource newResource) {
    return new AuditEvent(code, success, actor, user, newResource, holder, correlation, details);
  }

  public AuditEvent heldBy(@Nullable String newHolder) {
    return new AuditEvent(code, success, actor, user, resource, newHolder, correlation, details);
  }

  public AuditEvent correlated(@Nullable String newCorrelation) {
    return new AuditEvent(code, success, actor, user, resource, holder, newCorrelation, details);
  }

  public AuditEvent with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new AuditEvent(code, success, actor, user, resource, holder, correlation, more);
  }
}
