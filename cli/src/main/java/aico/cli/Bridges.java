package aico.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command can do with the targets of the bridge. */
public interface Bridges {

  /**
   * A new target.
   *
   * @param shape {@code ocsf} or {@code ecs}
   * @param filter {@code CLASSES/SEVERITY}, or null for what suits the kind
   * @param from {@code earliest} or {@code now}, or null for what suits the kind
   * @param user beside the secret, or null
   * @param secretFile what the other side gave, in a file that only its owner reads
   * @param caFile whom to trust in place of the system's authorities
   * @param allowPrivate whether its host may be in this house, or this machine
   */
  record Wanted(
      String name,
      String to,
      String shape,
      @Nullable String filter,
      @Nullable String from,
      @Nullable String user,
      @Nullable Path secretFile,
      @Nullable Path caFile,
      boolean allowPrivate,
      int rotateMib,
      int rotateHours,
      int keep) {}

  /**
   * A target and how it does.
   *
   * @param state {@code running, failing, stopped}
   * @param cursor the first event that it has not got
   * @param lag how many events are waiting for it, or null while that is not known
   * @param dead_letters events that the other side refused for good
   * @param last_error in words, or null when there was none
   * @param last_error_at RFC 3339
   * @param last_delivered_at RFC 3339
   */
  record Target(
      String name,
      String to,
      String shape,
      String filter,
      boolean allow_private,
      String state,
      long cursor,
      @Nullable Long lag,
      long delivered,
      long dead_letters,
      @Nullable String last_error,
      @Nullable String last_error_at,
      @Nullable String last_delivered_at) {}

  /** A target that is there now. */
  record Added(String name, String to, String filter, long from) {}

  Added add(Wanted wanted);

  List<Target> list();

  /** Sends one made-up event, by a process of its own under the bridge's user. */
  void test(String name);

  /** Ends a target and forgets what it had; one that is not there is a usage error. */
  void remove(String name);
}
