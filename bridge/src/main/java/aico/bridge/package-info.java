/**
 * Carries the audit trail outward, to where people and their tools already look: a file, OTLP logs,
 * webhooks, ntfy, MQTT with Home Assistant, syslog over TLS.
 *
 * <p>Start with {@link aico.bridge.Courier}: one for each {@link aico.bridge.Target}, on a thread
 * of its own, so that a slow target holds up nobody. It takes events from a {@link
 * aico.bridge.Feed} ({@code bus}: a subscriber of {@code audit.stream} with a credential of its
 * own), gives those that the {@link aico.bridge.Filter} lets through to an {@link
 * aico.bridge.Outlet} ({@code net}, {@code mqtt}, {@code storage}), and only when that has them
 * moves its cursor and acknowledges. {@code app.Main} is the process.
 *
 * <p>This process holds no key of the suite. Where it may connect to stands in a file that it
 * cannot write; {@code net.GuardedNames} has it checked whenever a name is resolved.
 */
@NullMarked
package aico.bridge;

import org.jspecify.annotations.NullMarked;
