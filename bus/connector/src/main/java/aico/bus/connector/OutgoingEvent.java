package aico.bus.connector;

/**
 * An event to publish.
 *
 * @param type such as {@code key.unlocked}
 * @param body a record or a JSON tree; where others than the services may listen, without names or
 *     content
 */
public record OutgoingEvent(String type, Object body) {}
