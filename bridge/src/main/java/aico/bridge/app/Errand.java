package aico.bridge.app;

import aico.bridge.Courier;
import aico.bridge.Cursor;
import aico.bridge.Feed;
import aico.bridge.Outlet;
import aico.bridge.Place;
import aico.bridge.Target;
import aico.bridge.TargetState;
import aico.bridge.bus.LogFeed;
import aico.bridge.storage.TargetFolder;
import aico.bridge.storage.TargetsFile;
import aico.bus.crypto.CurveKey;
import aico.bus.zmq.StreamClients;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** One target at work: its thread, its subscriber, its outlet. */
final class Errand implements AutoCloseable {
  /** A delivery under way is interrupted; what it sent and was not told comes again. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Target target;
  private final TargetsFile.Content content;
  private final Feed feed;
  private final Outlet outlet;
  private final Courier courier;
  private final Thread thread;

  /** Starts it. */
  Errand(Target target, TargetsFile.Content content, Places places, StreamClients clients) {
    this.target = target;
    this.content = content;
    TargetFolder folder = new TargetFolder(places.of(target.name()));
    // What Home Assistant shows follows from the whole history.
    long first = target.place() instanceof Place.Mqtt ? 0 : target.from();
    Cursor cursor = folder.cursor(first);
    outlet = new Outlets(places).of(target);
    try {
      feed =
          new LogFeed(
              clients,
              content.endpoint(),
              content.serverKey(),
              CurveKey.read(folder.key()),
              Courier.feedFrom(cursor));
    } catch (RuntimeException e) {
      outlet.close();
      throw e;
    }
    courier =
        new Courier(
            target,
            cursor,
            feed,
            outlet,
            folder,
            System::currentTimeMillis,
            Thread::sleep,
            () -> ThreadLocalRandom.current().nextDouble());
    // A sync of a slow disk holds its thread: one of its own, so that it is nobody else's matter.
    thread = Thread.ofPlatform().daemon().name("target-" + target.name()).start(courier);
  }

  /** Whether this is where it follows the log. */
  boolean isAt(TargetsFile.Content now) {
    return content.endpoint().equals(now.endpoint()) && content.serverKey().equals(now.serverKey());
  }

  Target target() {
    return target;
  }

  TargetState state() {
    return courier.state();
  }

  @Override
  public void close() {
    courier.end();
    thread.interrupt();
    try {
      thread.join(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    feed.close();
    outlet.close();
  }
}
