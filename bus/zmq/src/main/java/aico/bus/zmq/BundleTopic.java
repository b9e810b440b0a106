package aico.bus.zmq;

import aico.bus.contract.TopicKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic as one principal sees it. */
public sealed interface BundleTopic {
  TopicKind kind();

  /** {@code tcp://127.0.0.1:<port>}. */
  String endpoint();

  /**
   * The principal binds this topic; {@code principals} may connect. One whose key is being changed
   * stands there twice, once with each key.
   */
  record Owned(TopicKind kind, String endpoint, List<BundlePrincipal> principals)
      implements BundleTopic {
    public Owned {
      principals = List.copyOf(principals);
    }
  }

  /**
   * The principal connects to this topic.
   *
   * @param serverKey the owner's CURVE public key, 64 lower-case hex digits
   * @param nextServerKey the key that the owner is about to take instead, or null
   * @param requests wire names of the requests it may send; empty for other kinds of topic
   */
  record Joined(
      TopicKind kind,
      String ownerPrincipal,
      String endpoint,
      String serverKey,
      @Nullable String nextServerKey,
      List<String> requests)
      implements BundleTopic {
    public Joined {
      requests = List.copyOf(requests);
    }

    /** A topic whose owner has one key. */
    public Joined(
        TopicKind kind,
        String ownerPrincipal,
        String endpoint,
        String serverKey,
        List<String> requests) {
      this(kind, ownerPrincipal, endpoint, serverKey, null, requests);
    }
  }
}
