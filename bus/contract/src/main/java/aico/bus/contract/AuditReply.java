package aico.bus.contract;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers of audit-service. */
public sealed interface AuditReply extends Reply {

  /**
   * The log as of its last checkpoint.
   *
   * @param size leaves covered by the checkpoint
   * @param root base64 of the 32-byte Merkle root
   * @param checkpoint the signed note
   * @param vkey the log's verifier key, {@code name+hash+base64(type‖public key)}
   * @param epoch_vkey that of its first epoch, by which it can be told from a log made anew
   */
  record State(long size, String root, String checkpoint, String vkey, @Nullable String epoch_vkey)
      implements AuditReply {}

  /**
   * CloudEvents as JSON texts, in log order, or the newest first where a search asked so.
   *
   * @param next the sequence to go on from; of a search, its place, which fewer events than asked
   *     for do not end
   * @param done of a search: whether nothing more comes
   */
  record Events(List<String> events, long next, @Nullable Boolean done) implements AuditReply {
    public Events {
      events = List.copyOf(events);
    }

    /** Events of the log itself. */
    public Events(List<String> events, long next) {
      this(events, next, null);
    }
  }

  /**
   * A search.
   *
   * @param search its ticket, 32 hex digits, good for its caller until unused for ten minutes
   * @param size events that it looks through
   */
  record Search(String search, long size) implements AuditReply {}

  /**
   * A part of a count.
   *
   * @param count how many since the answer before
   * @param next where to go on
   * @param done whether nothing more comes
   */
  record Count(long count, long next, boolean done) implements AuditReply {}

  /** Hashes of a proof, base64, in RFC 6962 order. */
  record Proof(List<String> hashes) implements AuditReply {
    public Proof {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * One integrator.
   *
   * @param created RFC 3339, UTC
   * @param identified whether it is told names
   * @param unconfirmed erasures that it has not confirmed; null is none
   * @param suspended whether it came back with a restore and waits for the owner; null is no
   */
  record Integrator(
      String name,
      String public_key,
      String created,
      @Nullable Boolean identified,
      @Nullable Integer unconfirmed,
      @Nullable Boolean suspended)
      implements AuditReply {}

  /**
   * What of somebody was purged here.
   *
   * @param confirmed integrators that were told names and say that they have forgotten them
   * @param unconfirmed those that have not said so yet
   */
  record Erased(List<String> confirmed, List<String> unconfirmed) implements AuditReply {
    public Erased {
      confirmed = List.copyOf(confirmed);
      unconfirmed = List.copyOf(unconfirmed);
    }
  }

  /**
   * A store that is older than it should be.
   *
   * @param generation what its service found, 0 for nothing
   * @param expected what the trail saw written last
   */
  record RolledBackStore(String principal, String store, long generation, long expected) {}

  /**
   * Stores that are older than the trail says, by principal and store.
   *
   * @param untold stores of the asking service of whose generation the trail does not know, because
   *     they come from a backup or from before it kept any
   */
  record RolledBack(List<RolledBackStore> stores, List<String> untold) implements AuditReply {
    public RolledBack {
      stores = List.copyOf(stores);
      untold = List.copyOf(untold);
    }
  }

  /** All integrators, by name. */
  record Integrators(List<Integrator> integrators) implements AuditReply {
    public Integrators {
      integrators = List.copyOf(integrators);
    }
  }

  /**
   * An alert.
   *
   * @param rule the rule that raised it
   * @param level {@code informational, low, medium, high, critical}
   * @param subject what it is about, such as {@code user owner}
   * @param why a sentence that says what was seen
   * @param advice what to do
   * @param events the sequences of the events that caused it
   * @param state {@code open, acknowledged, resolved}
   * @param raised when the event happened that made it one, RFC 3339, UTC
   * @param last when it was seen last
   * @param count how often
   */
  record Alert(
      String id,
      String rule,
      String title,
      String level,
      String subject,
      String why,
      String advice,
      List<Long> events,
      String state,
      String raised,
      String last,
      int count)
      implements AuditReply {
    public Alert {
      events = List.copyOf(events);
    }
  }

  /**
   * What is not told.
   *
   * @param subject or null for all subjects of the rule
   * @param until RFC 3339, UTC
   */
  record Suppression(String rule, @Nullable String subject, String until) {}

  /** All alerts that are not resolved and the last ones that are, the newest last. */
  record Alerts(List<Alert> alerts, List<Suppression> suppressions) implements AuditReply {
    public Alerts {
      alerts = List.copyOf(alerts);
      suppressions = List.copyOf(suppressions);
    }
  }

  /**
   * Whom events are about. Those that are not there any more, and what is no name or id, are left
   * out.
   *
   * @param users by name
   * @param sessions their ids
   */
  record EventSessions(List<String> users, List<String> sessions) implements AuditReply {
    public EventSessions {
      users = List.copyOf(users);
      sessions = List.copyOf(sessions);
    }
  }

  /**
   * How long events are kept, and what there is.
   *
   * @param max_days what is older goes
   * @param max_mib of all events together
   * @param floor_days for kinds of events, how long one is kept whatever the limits say
   * @param own whether somebody chose this, rather than the default
   * @param first the first event that is kept
   * @param events how many are kept
   * @param bytes that they take
   */
  record Retention(
      long max_days,
      long max_mib,
      SortedMap<String, Integer> floor_days,
      boolean own,
      long first,
      long events,
      long bytes)
      implements AuditReply {
    public Retention {
      floor_days = Collections.unmodifiableSortedMap(new TreeMap<>(floor_days));
    }
  }

  /** A rule that stands. */
  record Rule(String name, String title, String level) {}

  /** A file of rules that could not be taken, and why: it names the field. */
  record RuleFault(String file, String message) {}

  /**
   * The rules.
   *
   * @param next the sequence of the event that is looked at next
   * @param problem why events are not looked at, or null
   */
  record Rules(List<Rule> rules, List<RuleFault> faults, long next, @Nullable String problem)
      implements AuditReply {
    public Rules {
      rules = List.copyOf(rules);
      faults = List.copyOf(faults);
    }
  }
}
