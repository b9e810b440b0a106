package aico.bus.zmq.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Ctx;
import zmq.io.IOObject;
import zmq.io.IOThread;
import zmq.io.Metadata;
import zmq.io.StreamEngine;
import zmq.poll.Poller;

/**
 * Looks up the properties of a connection in JeroMQ's engine.
 *
 * <p>JeroMQ tells which connections it accepted, but not which of them authenticated as whom, and
 * an XPUB socket never says it. The engine of a connection hangs on its selection key, so it is
 * read there, through private fields of the pinned version 0.6.0; another version fails the first
 * use, not silently.
 */
final class EngineView {
  private static final VarHandle CONTEXT_CTX = field(ZMQ.Context.class, "ctx", Ctx.class);
  private static final VarHandle CTX_THREADS = field(Ctx.class, "ioThreads", List.class);
  private static final VarHandle THREAD_POLLER = field(IOThread.class, "poller", Poller.class);
  private static final VarHandle POLLER_SELECTOR = field(Poller.class, "selector", Selector.class);
  private static final VarHandle POLLER_RETIRED = field(Poller.class, "retired", boolean.class);
  private static final VarHandle HANDLE_EVENTS =
      field(Poller.Handle.class, "handler", zmq.poll.IPollEvents.class);
  private static final VarHandle OBJECT_EVENTS =
      field(IOObject.class, "handler", zmq.poll.IPollEvents.class);
  private static final VarHandle ENGINE_METADATA =
      field(StreamEngine.class, "metadata", Metadata.class);

  private final ZContext context;

  EngineView(ZContext context) {
    this.context = context;
  }

  /** The properties of a connection whose handshake is complete, else null. Any thread. */
  @Nullable Metadata metadata(SocketChannel channel) {
    for (Poller poller : pollers()) {
      SelectionKey key = channel.keyFor(selector(poller));
      if (key != null
          && key.attachment() instanceof Poller.Handle handle
          && HANDLE_EVENTS.getVolatile(handle) instanceof IOObject object
          && OBJECT_EVENTS.getVolatile(object) instanceof StreamEngine engine) {
        return (Metadata) ENGINE_METADATA.getVolatile(engine);
      }
    }
    return null;
  }

  /**
   * Lets the I/O threads register their channels again. A connecting channel passes from one
   * handler to the next with two entries in the poller's set; when the set yields the new one
   * first, cancelling the old one takes the new one's key with it, and nothing moves until the
   * poller looks again. That is what makes one connect in some dozen stall. Any thread.
   */
  void nudge() {
    for (Poller poller : pollers()) {
      POLLER_RETIRED.setVolatile(poller, true);
      selector(poller).wakeup();
    }
  }

  private List<Poller> pollers() {
    Ctx ctx = (Ctx) CONTEXT_CTX.getVolatile(context.getContext());
    return ((List<?>) CTX_THREADS.getVolatile(ctx))
        .stream().map(thread -> (Poller) THREAD_POLLER.getVolatile((IOThread) thread)).toList();
  }

  private static Selector selector(Poller poller) {
    return (Selector) POLLER_SELECTOR.getVolatile(poller);
  }

  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "jeromq: " + owner.getName() + "." + name + " is not there (expected: jeromq 0.6.0)", e);
    }
  }
}
