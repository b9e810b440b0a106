/**
 * auth-service on the bus: {@link aico.auth.bus.AuthRequests} answers, {@link
 * aico.auth.bus.BusKeyWatch} asks key-service, {@link aico.auth.bus.KeyFollower} hears it, {@link
 * aico.auth.bus.TrailRecorder} records.
 */
@NullMarked
package aico.auth.bus;

import org.jspecify.annotations.NullMarked;
