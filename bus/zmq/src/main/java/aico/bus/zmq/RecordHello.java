package aico.bus.zmq;

/**
 * What a producer says of its trail when it connects, for comparing heads. The chain hash is {@code
 * H(n) = SHA-256(H(n-1) ‖ record n)}, {@code H(0)} 32 zero bytes.
 *
 * @param baseSequence the last record that the producer no longer holds, because it was
 *     acknowledged
 * @param headSequence the last durable record
 * @param baseHash hex of the chain hash at {@code baseSequence}
 * @param headHash hex of the chain hash at {@code headSequence}
 */
public record RecordHello(
    String principal,
    String incarnation,
    long baseSequence,
    String baseHash,
    long headSequence,
    String headHash) {}
