package aico.bus.contract;

import java.util.List;

/** Answers of audit-service. */
public sealed interface AuditReply extends Reply {

  /**
   * The log as of its last checkpoint.
   *
   * @param size leaves covered by the checkpoint
   * @param root base64 of the 32-byte Merkle root
   * @param checkpoint the signed note
   * @param vkey the log's verifier key, {@code name+hash+base64(type‖public key)}
   */
  record State(long size, String root, String checkpoint, String vkey) implements AuditReply {}

  /** CloudEvents as JSON texts, in log order; {@code next} is the sequence to go on from. */
  record Events(List<String> events, long next) implements AuditReply {
    public Events {
      events = List.copyOf(events);
    }
  }

  /** Hashes of a proof, base64, in RFC 6962 order. */
  record Proof(List<String> hashes) implements AuditReply {
    public Proof {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * One integrator.
   *
   * @param created RFC 3339, UTC
   */
  record Integrator(String name, String public_key, String created) implements AuditReply {}

  /** All integrators, by name. */
  record Integrators(List<Integrator> integrators) implements AuditReply {
    public Integrators {
      integrators = List.copyOf(integrators);
    }
  }
}
