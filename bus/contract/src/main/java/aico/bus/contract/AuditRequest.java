package aico.bus.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to audit-service. */
public sealed interface AuditRequest<R extends Reply> extends Request<R> {

  /** The log's size, root, last checkpoint and public key. */
  record State() implements AuditRequest<AuditReply.State> {}

  /**
   * Events in log order, from sequence {@code from} on, or the last ones where {@code from} is -1.
   *
   * @param limit at most so many events, 1 to 1,000; fewer come when they would not fit the reply
   * @param search the ticket of a {@link Search} by the same caller: then it is a page of what that
   *     finds, and {@code from} is the {@code next} of the page before, or -1 for the first page
   */
  record Query(long from, int limit, @Nullable String search)
      implements AuditRequest<AuditReply.Events> {
    public Query {
      Shapes.between("from", from, -1, Long.MAX_VALUE);
      Shapes.between("limit", limit, 1, 1000);
      if (search != null) {
        Shapes.id("search", search);
      }
    }

    /** All events, as they stand in the log. */
    public Query(long from, int limit) {
      this(from, limit, null);
    }
  }

  /** Begins a search among the events that there are now; its ticket opens the pages. */
  record Search(EventFilter filter, boolean newest_first)
      implements AuditRequest<AuditReply.Search> {}

  /**
   * Counts what a search finds.
   *
   * @param from the {@code next} of the answer before, or -1 at first
   */
  record Count(String search, long from) implements AuditRequest<AuditReply.Count> {
    public Count {
      Shapes.id("search", search);
      Shapes.between("from", from, -1, Long.MAX_VALUE);
    }
  }

  /** The proof that the log of size {@code to} extends the log of size {@code from}. */
  record Consistency(long from, long to) implements AuditRequest<AuditReply.Proof> {
    public Consistency {
      Shapes.between("from", from, 0, Long.MAX_VALUE);
      Shapes.between("to", to, from, Long.MAX_VALUE);
    }
  }

  /**
   * Lets an integrator with this CURVE public key follow the log.
   *
   * @param identified whether it is told names as they are; else pseudonyms of its own
   */
  record IntegratorAdd(String name, String public_key, @Nullable Boolean identified)
      implements AuditRequest<AuditReply.Integrator> {
    /** One that is told pseudonyms. */
    public IntegratorAdd(String name, String public_key) {
      this(name, public_key, null);
    }

    public IntegratorAdd {
      Shapes.name("name", name);
      Shapes.publicKey("public_key", public_key);
    }
  }

  /**
   * Gives an integrator another CURVE public key in place of the one it has, which opens nothing
   * any more; its place in the log stays.
   */
  record IntegratorRenew(String name, String public_key)
      implements AuditRequest<AuditReply.Integrator> {
    public IntegratorRenew {
      Shapes.name("name", name);
      Shapes.publicKey("public_key", public_key);
    }
  }

  /**
   * Lets an integrator follow the log again that a restore brought back, with this CURVE public
   * key: the one that stood in the backup opens nothing, whoever put it there.
   */
  record IntegratorConfirm(String name, String public_key)
      implements AuditRequest<AuditReply.Integrator> {
    public IntegratorConfirm {
      Shapes.name("name", name);
      Shapes.publicKey("public_key", public_key);
    }
  }

  /** Ends an integrator's access, its live streams included. */
  record IntegratorRemove(String name) implements AuditRequest<Reply.Done> {
    public IntegratorRemove {
      Shapes.name("name", name);
    }
  }

  /**
   * Waits until what was remembered of somebody whose keys key-service has destroyed is purged, and
   * integrators that were told names have had a moment to forget them. That it is done needs nobody
   * to ask.
   *
   * @param subject the id that the subject had
   */
  record Erase(String subject) implements AuditRequest<AuditReply.Erased> {
    public Erase {
      Shapes.id("subject", subject);
    }
  }

  /**
   * A store as its service finds it at start.
   *
   * @param generation 0 when it is not there
   */
  record StoreGeneration(String store, long generation) {
    public StoreGeneration {
      Shapes.store("store", store);
      Shapes.between("generation", generation, 0, Long.MAX_VALUE);
    }
  }

  /**
   * Asks which of the caller's stores are older than the trail says.
   *
   * @param starting whether the caller has just started, and {@code stores} is what it found; else
   *     it only asks again, and {@code stores} is empty
   */
  record OpenState(boolean starting, List<StoreGeneration> stores)
      implements AuditRequest<AuditReply.RolledBack> {
    /** A service has a file for each person and a few more. */
    public static final int STORES_MAX = 1_000;

    public OpenState {
      stores = List.copyOf(stores);
      Shapes.between("stores", stores.size(), 0, STORES_MAX);
    }
  }

  /** The stores of all services that are older than the trail says. */
  record RolledBackState() implements AuditRequest<AuditReply.RolledBack> {}

  /** Takes these stores as they are from now on; answered with what was accepted. */
  record AcceptState() implements AuditRequest<AuditReply.RolledBack> {}

  /** All integrators. */
  record IntegratorList() implements AuditRequest<AuditReply.Integrators> {}

  /** Alerts, the newest last. */
  record AlertList() implements AuditRequest<AuditReply.Alerts> {}

  /** Somebody looks after an alert. */
  record AlertAcknowledge(String id) implements AuditRequest<AuditReply.Alert> {
    public AlertAcknowledge {
      Shapes.id("id", id);
    }
  }

  /** An alert is over; the next finding of its kind is a new one. */
  record AlertResolve(String id) implements AuditRequest<AuditReply.Alert> {
    public AlertResolve {
      Shapes.id("id", id);
    }
  }

  /**
   * Findings of a rule are no alerts for a while.
   *
   * @param subject as in the alert, or null for all subjects
   * @param days how long, 1 to 365; 0 ends it
   */
  record AlertSuppress(String rule, @Nullable String subject, int days)
      implements AuditRequest<Reply.Done> {
    public AlertSuppress {
      Shapes.rule("rule", rule);
      if (subject != null) {
        Shapes.text("subject", subject);
      }
      Shapes.between("days", days, 0, 365);
    }
  }

  /**
   * Whom these events are about, and in which sessions; for auth-service, which ends them.
   *
   * @param events sequences, 1 to 20
   */
  record EventSessions(List<Long> events) implements AuditRequest<AuditReply.EventSessions> {
    /** As many as an alert names. */
    public static final int EVENTS_MAX = 20;

    public EventSessions {
      events = List.copyOf(events);
      Shapes.between("events", events.size(), 1, EVENTS_MAX);
      events.forEach(event -> Shapes.between("events", event, 0, Long.MAX_VALUE));
    }
  }

  /** How long events are kept. */
  record Retention() implements AuditRequest<AuditReply.Retention> {}

  /**
   * Keeps events so long from now on. Floors stay as they are: no request shortens them.
   *
   * @param max_days what is older goes, 1 to 36,500
   * @param max_mib of all events together, at least 32; beyond it the oldest go
   */
  record Retain(long max_days, long max_mib) implements AuditRequest<AuditReply.Retention> {
    public static final long DAYS_MAX = 36_500;
    public static final long MIB_MIN = 32;
    public static final long MIB_MAX = 1L << 30;

    public Retain {
      Shapes.between("max_days", max_days, 1, DAYS_MAX);
      Shapes.between("max_mib", max_mib, MIB_MIN, MIB_MAX);
    }
  }

  /** The rules that stand, and the files of rules that could not be taken. */
  record RuleList() implements AuditRequest<AuditReply.Rules> {}
}
