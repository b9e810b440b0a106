/**
 * The bus for Quarkus services: the SmallRye connector {@code curvezmq} and what stands around it.
 *
 * <p>A request comes in on {@code bus/zmq}, which holds it against the contract, passes the {@link
 * aico.bus.connector.Guard}, reaches the service's one handler as an {@link
 * aico.bus.connector.Ask}, and goes back as an {@link aico.bus.connector.Answer}; what the handler
 * throws becomes a typed error reply. Services ask others through {@link
 * aico.bus.connector.BusClient}, record through {@link aico.bus.connector.Trail}, and get their own
 * keys from {@link aico.bus.connector.ServiceKeys}. Two of them answer alerts by {@link
 * aico.bus.connector.AlertResponses}.
 *
 * <p>A service names its topics in {@code application.properties} ({@code
 * mp.messaging.incoming.requests.connector=curvezmq}, {@code
 * mp.messaging.incoming.requests.topic=vault.requests}, the same topic for {@code
 * mp.messaging.outgoing.replies}), answers in one method
 * {@code @Incoming("requests") @Outgoing("replies") @RunOnVirtualThread Answer handle(Ask ask)},
 * and hears events as {@link aico.bus.connector.BusSignal}. It may supply beans of {@link
 * aico.bus.connector.HeartbeatState}, {@link aico.bus.connector.RecordHeads} and {@link
 * aico.bus.connector.RecordSink}. Start-up code that needs real state returns early while {@link
 * aico.bus.connector.Boot#training} holds.
 *
 * <p>This package knows no framework; {@code app} makes its classes beans, {@code channel} is the
 * connector, {@code token} the signature library, {@code web} the management port. Start with
 * {@code channel.CurveZmqConnector}.
 */
@NullMarked
package aico.bus.connector;

import org.jspecify.annotations.NullMarked;
