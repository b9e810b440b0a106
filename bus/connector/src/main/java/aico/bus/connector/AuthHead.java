package aico.bus.connector;

/**
 * The state that heartbeats and events of {@code auth.events} carry: every service holds its copy
 * of auth-service's state against it.
 *
 * @param incarnation that of {@code auth.state}
 * @param head that of {@code auth.state}
 */
public record AuthHead(String incarnation, long head) {}
