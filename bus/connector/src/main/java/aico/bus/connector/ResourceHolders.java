package aico.bus.connector;

import aico.bus.contract.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose the resources are that a service's requests act on: the service alone knows, and
 * policy-service decides by it.
 */
@FunctionalInterface
public interface ResourceHolders {
  /** For services whose resources belong to the suite. */
  ResourceHolders NONE = (request, person) -> new Holders(null, List.of());

  /**
   * Those of the resource that the request names.
   *
   * @param person whom the request acts for
   * @throws aico.bus.contract.RequestFailed {@code usage} when there is no such resource: then
   *     there is nothing to decide
   */
  Holders of(Request<?> request, Person person);

  /**
   * Whose a resource is.
   *
   * @param owner null where it is nobody's
   * @param sharedWith the other users who may use it
   */
  record Holders(@Nullable String owner, List<String> sharedWith) {
    public Holders {
      sharedWith = List.copyOf(sharedWith);
    }
  }
}
