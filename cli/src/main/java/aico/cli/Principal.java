package aico.cli;

import aico.bus.contract.Role;

/**
 * Who takes part in the bus of a home.
 *
 * @param name such as {@code vault-service}
 * @param publicKey its CURVE key, 64 hex digits
 */
public record Principal(String name, Role role, String publicKey) {}
