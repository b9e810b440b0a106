/**
 * The bus for Quarkus services: the SmallRye connector {@code curvezmq} and what stands around it.
 *
 * <p>A request comes in on {@code bus/zmq}, which holds it against the contract, passes the {@link
 * aico.bus.connector.Guard}, reaches the service's one handler as an {@link
 * aico.bus.connector.Ask}, and goes back as an {@link aico.bus.connector.Answer}; what the handler
 * throws becomes a typed error reply. Services ask others through {@link
 * aico.bus.connector.BusClient}, record through {@link aico.bus.connector.Trail}, and get their own
 * keys from {@link aico.bus.connector.ServiceKeys}.
 *
 * <p>This package knows no framework; {@code app} makes its classes beans, {@code channel} is the
 * connector, {@code token} the signature library, {@code web} the management port. Start with
 * {@code channel.CurveZmqConnector}.
 */
@NullMarked
package aico.bus.connector;

import org.jspecify.annotations.NullMarked;
