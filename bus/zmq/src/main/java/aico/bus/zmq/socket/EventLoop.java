package aico.bus.zmq.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The one platform thread that owns a group of sockets, because a JeroMQ socket may be touched by
 * one thread only. Other threads hand it tasks; a pipe wakes it, with one byte for any number of
 * tasks. A task or receiver that throws a {@link RuntimeException} is reported and the loop goes
 * on; an {@link Error} ends it.
 *
 * <p>The queue of tasks has no bound of its own: who hands over tasks bounds what it has under way.
 */
public final class EventLoop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

  /** Frames have their place on the heap; the stack holds little more than a JSON parser's. */
  private static final long STACK_BYTES = 512 * 1024;

  private static final long CLOSE_MS = 5_000;

  private record Timer(long atNanos, Runnable task) {}

  private record Entry(ZMQ.Socket socket, Runnable onReadable) {}

  private final ZContext context;
  private final Consumer<@Nullable Throwable> onEnd;
  private final Pipe wakeUp;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  // Below: touched by the loop's thread only.
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>((a, b) -> Long.signum(a.atNanos - b.atNanos));
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Starts the loop.
   *
   * @param onEnd called on the loop's thread as its last act, with what ended it, or null when it
   *     was closed; it closes the sockets
   */
  public EventLoop(ZContext context, String name, Consumer<@Nullable Throwable> onEnd) {
    this.context = context;
    this.onEnd = onEnd;
    try {
      wakeUp = Pipe.open();
      wakeUp.source().configureBlocking(false);
      wakeUp.sink().configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(null, this::run, name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs a task on the loop's thread, in the order of the calls; after the end it is dropped. */
  public void execute(Runnable task) {
    tasks.add(task);
    if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
      try {
        wakeUp.sink().write(ByteBuffer.allocate(1));
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "event loop has ended");
      }
    }
  }

  /** Runs a task on the loop's thread and waits for it; after the end it does not run. */
  public void executeAndWait(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    Throwable[] failure = new Throwable[1];
    execute(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        failure[0] = e;
      } finally {
        done.countDown();
      }
    });
    try {
      while (!done.await(50, TimeUnit.MILLISECONDS)) {
        if (ended.getCount() == 0) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (failure[0] instanceof RuntimeException e) {
      throw e;
    }
  }

  /** Runs a task once, on the loop's thread, after a delay. */
  public void schedule(long delayMs, Runnable task) {
    Timer timer = new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs), task);
    if (Thread.currentThread() == thread) {
      timers.add(timer);
    } else {
      execute(() -> timers.add(timer));
    }
  }

  /** Calls {@code onReadable} whenever the socket may have messages. Loop's thread only. */
  void add(ZMQ.Socket socket, Runnable onReadable) {
    entries.add(new Entry(socket, onReadable));
    poller().register(socket, ZMQ.Poller.POLLIN);
  }

  /** Forgets the socket. Loop's thread only. */
  void remove(ZMQ.Socket socket) {
    if (entries.removeIf(entry -> entry.socket == socket)) {
      poller().unregister(socket);
    }
  }

  /** Whether the thread is still running. */
  public boolean isAlive() {
    return ended.getCount() > 0;
  }

  /** Runs what was handed over, then ends the loop and waits for it. */
  @Override
  public void close() {
    execute(() -> stopping = true);
    if (Thread.currentThread() != thread) {
      try {
        if (!ended.await(CLOSE_MS, TimeUnit.MILLISECONDS)) {
          LOG.log(System.Logger.Level.WARNING, "event loop does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private ZMQ.@Nullable Poller poller;

  private ZMQ.Poller poller() {
    ZMQ.Poller p = poller;
    if (p == null) {
      throw new IllegalStateException("the loop is not running");
    }
    return p;
  }

  private void run() {
    Throwable cause = null;
    try {
      ZMQ.Poller p = context.createPoller(16);
      poller = p;
      p.register(wakeUp.source(), ZMQ.Poller.POLLIN);
      while (!stopping) {
        turn(p);
      }
    } catch (Throwable e) {
      cause = e;
      LOG.log(System.Logger.Level.ERROR, "event loop ends", e);
    } finally {
      end(cause);
    }
  }

  private void end(@Nullable Throwable cause) {
    try {
      onEnd.accept(cause);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "cannot close the sockets", e);
    } finally {
      ended.countDown();
      try {
        wakeUp.sink().close();
        wakeUp.source().close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "cannot close the wake-up pipe", e);
      }
    }
  }

  private void turn(ZMQ.Poller p) throws IOException {
    runTasks();
    long timeoutMs = runTimers();
    if (stopping) {
      return;
    }
    p.poll(tasks.isEmpty() ? timeoutMs : 0);
    if (p.pollin(0)) {
      ByteBuffer bytes = ByteBuffer.allocate(64);
      while (wakeUp.source().read(bytes) > 0) {
        bytes.clear();
      }
      woken.set(false);
    }
    // A receiver may add or remove sockets: go by what was polled.
    List<Entry> readable = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      if (p.pollin(i + 1)) {
        readable.add(entries.get(i));
      }
    }
    for (Entry entry : readable) {
      if (entries.contains(entry)) {
        guarded(entry.onReadable);
      }
    }
  }

  private void runTasks() {
    // Not more than were there at the start, so that tasks cannot starve the sockets.
    int count = tasks.size();
    for (int i = 0; i < count; i++) {
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      guarded(task);
    }
  }

  /** Runs due timers; milliseconds until the next, or -1. */
  private long runTimers() {
    Timer next;
    while ((next = timers.peek()) != null && next.atNanos - System.nanoTime() <= 0) {
      timers.remove();
      guarded(next.task);
    }
    return next == null
        ? -1
        : TimeUnit.NANOSECONDS.toMillis(next.atNanos - System.nanoTime() + 999_999);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "task of the event loop failed", e);
    }
  }
}
