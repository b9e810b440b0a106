package aico.bus.zmq;

import java.util.ArrayDeque;
import java.util.Queue;

/** Runs tasks one at a time and in order on a virtual thread, which lives while there are any. */
final class SerialQueue {
  private static final System.Logger LOG = System.getLogger(SerialQueue.class.getName());

  private final String name;
  private final int limit;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialQueue(String name, int limit) {
    this.name = name;
    this.limit = limit;
  }

  /** Queues a task; false when {@code limit} are waiting. */
  boolean offer(Runnable task) {
    synchronized (tasks) {
      if (tasks.size() >= limit) {
        return false;
      }
      add(task);
      return true;
    }
  }

  /** Queues the last task, whatever the limit. */
  void addLast(Runnable task) {
    synchronized (tasks) {
      add(task);
    }
  }

  private void add(Runnable task) {
    tasks.add(task);
    if (!running) {
      running = true;
      Thread.ofVirtual().name(name).start(this::drain);
    }
  }

  private void drain() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        if (task == null) {
          running = false;
          return;
        }
      }
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, name + " failed", e);
      }
    }
  }
}
