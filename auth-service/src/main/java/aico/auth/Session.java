package aico.auth;

/**
 * A person's session.
 *
 * @param id 32 hex digits; no secret
 * @param principal the principal that opened it, and that alone may use it
 * @param unlockId the unlock that it came from and ends with
 * @param secretHash of its secret, 32 bytes as hex
 * @param openedAtS seconds since 1970
 */
public record Session(
    String id, String user, String principal, String unlockId, String secretHash, long openedAtS) {}
