package aico.bus.contract;

/** Requests to audit-service. */
public sealed interface AuditRequest<R extends Reply> extends Request<R> {

  /** The log's size, root, last checkpoint and public key. */
  record State() implements AuditRequest<AuditReply.State> {}

  /**
   * Events in log order, from sequence {@code from} on, or the last ones where {@code from} is -1.
   *
   * @param limit at most so many events, 1 to 1,000; fewer come when they would not fit the reply
   */
  record Query(long from, int limit) implements AuditRequest<AuditReply.Events> {
    public Query {
      Shapes.between("from", from, -1, Long.MAX_VALUE);
      Shapes.between("limit", limit, 1, 1000);
    }
  }

  /** The proof that the log of size {@code to} extends the log of size {@code from}. */
  record Consistency(long from, long to) implements AuditRequest<AuditReply.Proof> {
    public Consistency {
      Shapes.between("from", from, 0, Long.MAX_VALUE);
      Shapes.between("to", to, from, Long.MAX_VALUE);
    }
  }

  /** Lets an integrator with this CURVE public key follow the log. */
  record IntegratorAdd(String name, String public_key)
      implements AuditRequest<AuditReply.Integrator> {
    public IntegratorAdd {
      Shapes.name("name", name);
      Shapes.publicKey("public_key", public_key);
    }
  }

  /** Ends an integrator's access, its live streams included. */
  record IntegratorRemove(String name) implements AuditRequest<Reply.Done> {
    public IntegratorRemove {
      Shapes.name("name", name);
    }
  }

  /** All integrators. */
  record IntegratorList() implements AuditRequest<AuditReply.Integrators> {}
}
