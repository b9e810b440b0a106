/** Tests over real sockets start at {@link aico.bus.zmq.TestHome}. */
@NullMarked
package aico.bus.zmq;

import org.jspecify.annotations.NullMarked;
