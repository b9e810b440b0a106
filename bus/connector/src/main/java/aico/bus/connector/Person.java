package aico.bus.connector;

/**
 * The person a request acts for, from a token that was verified.
 *
 * @param user the user's name, the token's {@code sub}
 * @param sessionId the session the token belongs to, the token's {@code sid}
 */
public record Person(String user, String sessionId) {}
