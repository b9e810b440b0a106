package aico.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rotations on a home in memory, which checks at every moment that nobody is locked out. */
class CredentialRotationTest {
  private static final List<String> ALL = List.of("cli", "key-service", "vault-service");

  /** Ends the process that rotates. */
  private static final class Killed extends RuntimeException {}

  /** Folders, the list, bundles and processes, which follow when they are waited for. */
  private static final class World
      implements CredentialRotation.Keys, CredentialRotation.Home, CredentialRotation.Processes {
    final Map<String, String> present = new HashMap<>();
    final Map<String, String> next = new HashMap<>();
    final Map<String, String> running = new HashMap<>();
    List<Principal> listed = new ArrayList<>();
    List<Principal> placed = List.of();
    int made;
    int steps;
    int killAt = Integer.MAX_VALUE;
    boolean follows = true;

    World() {
      for (String name : ALL) {
        String key = "key" + made++;
        present.put(name, key);
        running.put(name, key);
        listed.add(new Principal(name, Role.CLI, key));
      }
      placed = List.copyOf(listed);
    }

    /** Every call is two places to be killed at: before it has done its work, and after. */
    private void step(Runnable work) {
      if (steps++ == killAt) {
        throw new Killed();
      }
      work.run();
      requireNobodyLockedOut();
      if (steps++ == killAt) {
        throw new Killed();
      }
    }

    /** What a process, running or started anew, shows is among what the bundles accept. */
    private void requireNobodyLockedOut() {
      for (Principal principal : placed) {
        assertThat(List.of(principal.publicKey(), other(principal)))
            .as(principal.name())
            .contains(key(running, principal), key(present, principal));
      }
    }

    private static String other(Principal principal) {
      String other = principal.otherKey();
      return other == null ? "" : other;
    }

    private static String key(Map<String, String> keys, Principal principal) {
      return Objects.requireNonNull(keys.get(principal.name()));
    }

    @Override
    public String makeNext(Principal principal) {
      step(() -> next.put(principal.name(), "key" + made++));
      return key(next, principal);
    }

    @Override
    public String takeNext(Principal principal) {
      step(() -> {
        @Nullable String taken = next.remove(principal.name());
        if (taken != null) {
          present.put(principal.name(), taken);
        }
      });
      return key(present, principal);
    }

    @Override
    public String dropNext(Principal principal) {
      step(() -> next.remove(principal.name()));
      return key(present, principal);
    }

    @Override
    public List<Principal> principals() {
      return listed;
    }

    @Override
    public void save(List<Principal> principals) {
      step(() -> listed = principals);
    }

    @Override
    public void placeBundles(List<Principal> principals) {
      step(() -> placed = principals);
    }

    @Override
    public boolean awaitWorkingWith(List<Principal> principals) {
      step(() -> running.putAll(present));
      return follows && principals.stream().allMatch(one -> one.mayWorkWith(key(running, one)));
    }

    @Override
    public void awaitMoved() {
      step(() -> {});
    }

    CredentialRotation rotation() {
      return new CredentialRotation(this, this, this);
    }

    void requireWhole() {
      assertThat(listed).noneMatch(Principal::isChanging).isEqualTo(placed);
      for (Principal principal : listed) {
        assertThat(principal.publicKey())
            .isEqualTo(key(present, principal))
            .isEqualTo(key(running, principal));
      }
    }
  }

  @Test
  void rotate_changesThoseAskedFor_andNobodyElse() {
    World world = new World();
    Map<String, String> before = Map.copyOf(world.present);
    List<Principal> rotated = world.rotation().rotate(List.of("cli", "vault-service"));
    world.requireWhole();
    assertThat(rotated).extracting(Principal::name).containsExactly("cli", "vault-service");
    assertThat(world.present.get("key-service")).isEqualTo(before.get("key-service"));
    assertThat(world.present.get("cli")).isNotEqualTo(before.get("cli"));
    assertThat(world.rotation().isUnfinished()).isFalse();
  }

  @Test
  void killedAnywhere_nobodyIsLockedOut_andResumeEndsIt() {
    World counting = new World();
    counting.rotation().rotate(ALL);
    assertThat(counting.steps).isGreaterThan(20);
    for (int kill = 0; kill < counting.steps; kill++) {
      World world = new World();
      world.killAt = kill;
      assertThatThrownBy(() -> world.rotation().rotate(ALL)).isInstanceOf(Killed.class);
      // Killed once more in the middle of going on, for good measure.
      world.killAt = world.steps + kill % 7;
      try {
        world.rotation().resume();
      } catch (Killed again) {
        // As intended.
      }
      world.killAt = Integer.MAX_VALUE;
      world.rotation().resume();
      world.requireWhole();
      world.rotation().rotate(ALL);
      world.requireWhole();
    }
  }

  @Test
  void aServiceThatDoesNotFollow_leavesEverythingAsItWas() {
    World world = new World();
    Map<String, String> before = Map.copyOf(world.present);
    world.follows = false;
    assertThatThrownBy(() -> world.rotation().rotate(ALL))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("stay as they are");
    assertThat(world.present).isEqualTo(before);
    assertThat(world.next).isEmpty();
    world.requireWhole();
  }
}
