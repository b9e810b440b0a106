package aico.bus.zmq.outbox;

import java.io.IOException;

/** A write that failed and left nothing behind: a full disk, mostly. */
final class NotWritten extends IOException {
  private static final long serialVersionUID = 1;

  NotWritten(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
