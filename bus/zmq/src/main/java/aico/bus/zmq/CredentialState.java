package aico.bus.zmq;

/**
 * Which credential a process works with, for whoever changes credentials and has to know how far
 * that is. Nothing in it is secret.
 *
 * @param publicKey 64 lower-case hex digits
 * @param bundleDigest SHA-256 of the bundle's bytes as they were read, 64 lower-case hex digits
 * @param moving topics, own and joined, on which an earlier key is still in use
 */
public record CredentialState(String publicKey, String bundleDigest, int moving) {}
