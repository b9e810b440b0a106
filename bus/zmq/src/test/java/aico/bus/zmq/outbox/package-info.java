@NullMarked
package aico.bus.zmq.outbox;

import org.jspecify.annotations.NullMarked;
