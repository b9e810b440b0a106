package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to policy-service. */
public sealed interface PolicyRequest<R extends Reply> extends Request<R> {

  /** The version of the policies in force. */
  record State() implements PolicyRequest<PolicyReply.State> {}

  /**
   * May {@code user}, acting through {@code principal}, do {@code action} at the asking service?
   *
   * @param action the wire name of the request to be decided
   * @param resource_type {@code vault}, {@code integrator}, {@code user}, or {@code suite}
   * @param resource the resource's name, or null for the suite
   * @param owner whose the resource is, as the asking service knows it; null where that is nobody
   * @param shared_with the other users who may use the resource
   * @param correlation joins the decision's record with the record of its effect
   */
  record Decide(
      String user,
      String principal,
      String action,
      String resource_type,
      @Nullable String resource,
      @Nullable String owner,
      List<String> shared_with,
      String correlation)
      implements PolicyRequest<PolicyReply.Decision> {
    public Decide {
      Shapes.name("user", user);
      Shapes.principal("principal", principal);
      Shapes.wireName("action", action);
      Shapes.name("resource_type", resource_type);
      if (resource != null) {
        Shapes.name("resource", resource);
      }
      if (owner != null) {
        Shapes.name("owner", owner);
      }
      shared_with = Shapes.names("shared_with", shared_with);
      Shapes.id("correlation", correlation);
    }
  }
}
