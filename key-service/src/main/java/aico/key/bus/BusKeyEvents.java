package aico.key.bus;

import aico.bus.connector.HeartbeatState;
import aico.bus.connector.OutgoingEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Topics;
import aico.key.KeyEvents;
import aico.key.Keyring;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code key.events} carries; only services listen there, so users are named. */
public final class BusKeyEvents implements KeyEvents {
  private final Consumer<OutgoingEvent> events;

  /** Publishes into {@code events}, which must neither block nor throw. */
  public BusKeyEvents(Consumer<OutgoingEvent> events) {
    this.events = events;
  }

  /** The body of {@code key.unlocked} and {@code key.locked}. */
  public record Change(String user, String unlockId) {}

  /** One user in a heartbeat; {@code unlockId} is absent while locked. */
  public record HeadUser(String user, @Nullable String unlockId) {}

  /** The body of a heartbeat. */
  public record Head(String incarnation, List<HeadUser> users) {}

  @Override
  public void unlocked(String user, String unlockId) {
    events.accept(new OutgoingEvent(EventCode.KEY_UNLOCKED.code(), new Change(user, unlockId)));
  }

  @Override
  public void locked(String user, String unlockId) {
    events.accept(new OutgoingEvent(EventCode.KEY_LOCKED.code(), new Change(user, unlockId)));
  }

  /** What heartbeats say, so that whoever missed an event learns of it within a second. */
  public static HeartbeatState heartbeats(
      String incarnation, Supplier<List<Keyring.UserState>> users) {
    return new HeartbeatState() {
      @Override
      public String topic() {
        return Topics.KEY_EVENTS;
      }

      @Override
      public Object state() {
        return new Head(
            incarnation,
            users.get().stream().map(user -> new HeadUser(user.user(), user.unlockId())).toList());
      }
    };
  }
}
