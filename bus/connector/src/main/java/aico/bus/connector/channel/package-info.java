/**
 * The SmallRye connector {@code curvezmq}: {@link aico.bus.connector.channel.CurveZmqConnector}
 * opens a channel's endpoint, {@code *In} classes hand what comes from the bus to SmallRye through
 * an {@link aico.bus.connector.channel.Inlet}, {@code *Out} classes take what the service sends.
 */
@NullMarked
package aico.bus.connector.channel;

import org.jspecify.annotations.NullMarked;
