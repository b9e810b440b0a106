package aico.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives principals other key pairs while the suite runs, in steps that each leave it whole:
 *
 * <ol>
 *   <li>each makes its next pair in its own folder; the public key is noted,
 *   <li>every bundle gets to know it, so that everyone accepts both,
 *   <li>each takes its next pair in place of the present one, which is gone with that,
 *   <li>every bundle expects the new keys; connections under the old ones move over,
 *   <li>every bundle forgets the old keys, and what still lives under them is cut.
 * </ol>
 *
 * <p>What was noted says how far it came: a later {@link #resume} goes on from any step, or goes
 * back when the next pair was not made to its end.
 */
public final class CredentialRotation {

  /** Key pairs, each in the folder of its principal. */
  public interface Keys {
    /** Makes the next pair; its public key. Made again, it replaces the one before. */
    String makeNext(Principal principal);

    /** Takes the next pair, if there is one; the public key that counts now. */
    String takeNext(Principal principal);

    /** Drops the next pair, if there is one; the public key that counts. */
    String dropNext(Principal principal);
  }

  /** The home's list of principals, and the bundles made from it. */
  public interface Home {
    List<Principal> principals();

    /** Durable when it returns. */
    void save(List<Principal> principals);

    /** Writes every bundle that differs. */
    void placeBundles(List<Principal> principals);
  }

  /** The processes that run. */
  public interface Processes {
    /** Waits until each works with the bundle of this list, and with a key that it may. */
    boolean awaitWorkingWith(List<Principal> principals);

    /** Waits until none uses an earlier key, or no answer can be under way any more. */
    void awaitMoved();
  }

  private final Keys keys;
  private final Home home;
  private final Processes processes;

  public CredentialRotation(Keys keys, Home home, Processes processes) {
    this.keys = keys;
    this.home = home;
    this.processes = processes;
  }

  /** Whether a rotation was interrupted. */
  public boolean isUnfinished() {
    return home.principals().stream().anyMatch(Principal::isChanging);
  }

  /**
   * Rotates these, all in one.
   *
   * @return them, with their new keys
   * @throws CommandFailed when a process does not follow: then everything is as it was, or {@link
   *     #resume} goes on
   */
  public List<Principal> rotate(Collection<String> names) {
    resume();
    List<Principal> announced =
        each(home.principals(), p -> names.contains(p.name()) ? p.announcing(keys.makeNext(p)) : p);
    home.save(announced);
    home.placeBundles(announced);
    if (!processes.awaitWorkingWith(announced)) {
      goBack(announced);
      throw CommandFailed.failed(
          "not every service took up its new bundle, so the keys stay as they are: see aico status");
    }
    return finish(announced).stream().filter(p -> names.contains(p.name())).toList();
  }

  /** Goes on with what was interrupted; nothing when nothing was. */
  public void resume() {
    if (isUnfinished()) {
      List<Principal> principals = home.principals();
      home.placeBundles(principals);
      requireWorkingWith(principals);
      finish(principals);
    }
  }

  private List<Principal> finish(List<Principal> announced) {
    List<Principal> switched = each(announced, this::take);
    home.save(switched);
    home.placeBundles(switched);
    requireWorkingWith(switched);
    processes.awaitMoved();
    List<Principal> done = each(switched, p -> p.only(p.publicKey()));
    // Noted last: what is noted as done has to be done.
    home.placeBundles(done);
    requireWorkingWith(done);
    home.save(done);
    return done;
  }

  private Principal take(Principal principal) {
    if (principal.nextKey() == null) {
      return principal;
    }
    String counts = keys.takeNext(principal);
    return counts.equals(principal.publicKey())
        ? principal.only(counts)
        : principal.switchedTo(counts);
  }

  private void goBack(List<Principal> announced) {
    List<Principal> before = each(announced, p -> p.isChanging() ? p.only(keys.dropNext(p)) : p);
    home.placeBundles(before);
    home.save(before);
  }

  private void requireWorkingWith(List<Principal> principals) {
    if (!processes.awaitWorkingWith(principals)) {
      throw CommandFailed.failed(
          "not every service follows: old and new keys are both accepted until aico up finishes"
              + " this: see aico status");
    }
  }

  private static List<Principal> each(List<Principal> all, UnaryOperator<Principal> change) {
    List<Principal> changed = new ArrayList<>();
    all.forEach(principal -> changed.add(change.apply(principal)));
    return List.copyOf(changed);
  }
}
