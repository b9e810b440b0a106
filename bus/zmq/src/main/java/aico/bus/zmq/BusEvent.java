package aico.bus.zmq;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event as it came.
 *
 * @param type the event's type, such as {@code key.unlocked}, or {@link #HEARTBEAT}
 * @param incarnation of the publisher, 32 hex digits, new with each of its starts
 * @param sequence from 1 within the incarnation; a heartbeat carries that of the last event
 */
public record BusEvent(String type, String incarnation, long sequence, JsonNode body) {
  public static final String HEARTBEAT = "heartbeat";
}
