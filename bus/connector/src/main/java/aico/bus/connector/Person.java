package aico.bus.connector;

/**
 * The person a request acts for, from a token that was verified.
 *
 * @param user the user's name, the token's {@code sub}
 * @param sessionId the session the token belongs to, the token's {@code sid}
 * @param provedAtS when the person last proved who they are, the token's {@code auth_time}, seconds
 *     since 1970; 0 when it does not say
 */
public record Person(String user, String sessionId, long provedAtS) {}
