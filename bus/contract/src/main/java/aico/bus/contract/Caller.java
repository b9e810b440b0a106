package aico.bus.contract;

/** Who sent a request: from the authenticated CURVE key, never from the message. */
public record Caller(String principal, Role role) {}
