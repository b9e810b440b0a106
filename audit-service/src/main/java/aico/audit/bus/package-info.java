/**
 * What audit-service says and hears on the bus: {@link aico.audit.bus.RecordIntake} takes records,
 * {@link aico.audit.bus.AuditRequests} answers requests, {@link aico.audit.bus.StreamFrames} and
 * {@link aico.audit.bus.StreamDoor} are the raw protocol of {@code audit.stream}, told in {@code
 * PROTOCOL.md}.
 */
@NullMarked
package aico.audit.bus;

import org.jspecify.annotations.NullMarked;
