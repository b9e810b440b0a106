/**
 * key-service on the bus: {@link aico.key.bus.KeyRequests} answers, {@link aico.key.bus.BusJournal}
 * records, {@link aico.key.bus.BusKeyEvents} publishes. Secrets cross only in sealed frames.
 */
@NullMarked
package aico.key.bus;

import org.jspecify.annotations.NullMarked;
