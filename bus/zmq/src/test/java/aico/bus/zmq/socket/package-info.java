@NullMarked
package aico.bus.zmq.socket;

import org.jspecify.annotations.NullMarked;
