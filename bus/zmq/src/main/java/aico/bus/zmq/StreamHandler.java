package aico.bus.zmq;

import aico.bus.contract.Caller;
import java.util.List;

/** Hears a stream endpoint's peers; for one connection in order and one call at a time. */
public interface StreamHandler {

  /** A message of 1 to {@link Limits#STREAM_FRAMES} frames from an authenticated peer. */
  void received(Caller caller, Routing routing, List<byte[]> frames);

  /** The connection has ended, or its principal was removed. Nothing more comes from it. */
  default void closed(Caller caller, Routing routing) {}
}
