package aico.policy;

import aico.bus.contract.Users;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May {@code user}, acting through {@code program}, do {@code action} at {@code service}?
 *
 * @param program the principal that presented the person's token to the service
 * @param service the principal of the service that asks, from its authenticated key
 * @param action the wire name of the request, such as {@code vault.mount}
 * @param resourceType {@code vault}, {@code integrator}, {@code user} or {@code suite}
 * @param resource the resource's name, or null for the suite
 * @param owner whose the resource is, as the service says; null where it is nobody's
 * @param sharedWith the other users who may use it
 * @param correlation 32 hex digits that join the decision with the record of its effect
 */
public record Question(
    String user,
    String program,
    String service,
    String action,
    String resourceType,
    @Nullable String resource,
    @Nullable String owner,
    List<String> sharedWith,
    String correlation) {

  public Question {
    sharedWith = List.copyOf(sharedWith);
  }

  /** The same question with another correlation. */
  Question correlated(String other) {
    return new Question(
        user, program, service, action, resourceType, resource, owner, sharedWith, other);
  }

  /** Whether the user holds the role of the owner of the home. */
  public boolean byOwner() {
    return user.equals(Users.OWNER);
  }

  /** Whether the user holds the role of a member: everybody with a token does, who is a person. */
  public boolean byMember() {
    return Users.isPerson(user);
  }
}
