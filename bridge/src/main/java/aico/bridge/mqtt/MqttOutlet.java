package aico.bridge.mqtt;

import aico.bridge.Event;
import aico.bridge.House;
import aico.bridge.Outcome;
import aico.bridge.Outlet;
import aico.bridge.Target;
import aico.bridge.mqtt.HomeAssistant.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to a broker: what Home Assistant shows, and each event below {@code <topic>/event}. It
 * sees the whole history once, to know which vaults are open, and publishes nothing of it but where
 * it ends.
 *
 * <p>After every new connection all that is retained is published again: a broker may have
 * forgotten it.
 */
public final class MqttOutlet implements Outlet {
  private static final int BATCH = 16;

  /** Finds the way to the broker, checked, for each connection anew. */
  @FunctionalInterface
  public interface Way {
    Door door(String clientId) throws IOException;
  }

  private final Target target;
  private final HomeAssistant home;
  private final House.Store store;
  private final Function<Event, byte[]> body;
  private final Function<@Nullable Throwable, String> inWords;
  private final LongSupplier nowMs;
  private final Way way;

  private House house;
  private boolean problemShown;
  private @Nullable Broker broker;

  public MqttOutlet(
      Target target,
      String topic,
      House.Store store,
      Function<Event, byte[]> body,
      Function<@Nullable Throwable, String> inWords,
      LongSupplier nowMs,
      Way way) {
    this.target = target;
    this.store = store;
    this.body = body;
    this.inWords = inWords;
    this.nowMs = nowMs;
    this.way = way;
    home = new HomeAssistant(topic);
    house = store.read();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public boolean needs(Event event) {
    return House.concerns(event);
  }

  @Override
  public Outcome deliver(List<Event> events) throws InterruptedException {
    House after = house;
    List<Message> messages = new ArrayList<>();
    for (Event event : events) {
      after = after.after(event);
      if (event.sequence() >= target.from()) {
        if (event.isFinding()) {
          messages.add(home.alert(event));
        }
        if (target.filter().lets(event)) {
          messages.add(new Message(home.events(), body.apply(event), false));
        }
      }
    }
    boolean history = events.getLast().sequence() < target.from();
    House before = house;
    if (!history) {
      messages.addAll(0, home.changed(before, after, nowMs.getAsLong()));
      Outcome outcome = publish(messages);
      if (!(outcome instanceof Outcome.Delivered)) {
        return outcome;
      }
      problemShown = after.hasProblem(nowMs.getAsLong());
    }
    if (!after.equals(before)) {
      store.save(after);
      house = after;
    }
    return Outcome.delivered();
  }

  @Override
  public Outcome idle() throws InterruptedException {
    boolean problem = house.hasProblem(nowMs.getAsLong());
    List<Message> messages =
        problem == problemShown ? List.of() : home.problem(house, nowMs.getAsLong());
    Outcome outcome = publish(messages);
    if (outcome instanceof Outcome.Delivered) {
      problemShown = problem;
    }
    return outcome;
  }

  /** By a connection of its own: another with the same name would end the one in use. */
  @Override
  public Outcome test(Event event) throws InterruptedException {
    try (Broker once = Broker.connect(way.door(target.name() + "-test"), null)) {
      once.publish(List.of(home.test(body.apply(event))));
      return Outcome.delivered();
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      return Outcome.later(inWords.apply(e));
    }
  }

  private Outcome publish(List<Message> messages) throws InterruptedException {
    try {
      Broker standing = broker;
      if (standing == null || !standing.isStanding()) {
        close();
        standing = Broker.connect(way.door(target.name()), home.status());
        broker = standing;
        standing.publish(home.all(house, nowMs.getAsLong()));
      }
      if (!messages.isEmpty()) {
        standing.publish(messages);
      }
      return Outcome.delivered();
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      close();
      return Outcome.later(inWords.apply(e));
    }
  }

  @Override
  public void close() {
    Broker standing = broker;
    broker = null;
    if (standing != null) {
      if (standing.isStanding()) {
        try {
          standing.publish(List.of(Message.of(home.status(), HomeAssistant.OFFLINE, true)));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException gone) {
          // Then its will says so.
        }
      }
      standing.close();
    }
  }
}
