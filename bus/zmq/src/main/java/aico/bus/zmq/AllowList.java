package aico.bus.zmq;

import aico.bus.contract.Caller;
import aico.bus.contract.Role;
import aico.bus.contract.Shapes;
import aico.bus.zmq.socket.AdmissionList;
import aico.bus.zmq.socket.Peer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect to one topic: the principals of the bundle and those added while the process
 * runs. A key or name of the bundle cannot be taken by an added principal.
 */
final class AllowList implements AdmissionList, PrincipalRegistry {

  /** What a key stands for. */
  record Entry(Caller caller, Set<String> requests) {}

  private final Runnable onChange;
  private final Map<String, BundlePrincipal> added = new HashMap<>();
  private List<BundlePrincipal> bundled = List.of();
  private volatile Map<String, Entry> byKey = Map.of();
  private volatile Set<String> secondKeys = Set.of();

  /**
   * An empty list.
   *
   * @param onChange called after each change, without locks
   */
  AllowList(Runnable onChange) {
    this.onChange = onChange;
  }

  @Override
  public @Nullable String principalOf(String publicKey) {
    Entry entry = byKey.get(publicKey);
    return entry == null ? null : entry.caller.principal();
  }

  /** What the peer's key stands for now, or null when it was taken off the list. */
  @Nullable Entry entry(Peer peer) {
    Entry entry = byKey.get(peer.publicKey());
    return entry != null && entry.caller.principal().equals(peer.principal()) ? entry : null;
  }

  /** How many may connect. */
  int size() {
    return byKey.size();
  }

  /** Whether it is the key that its principal has beside its first, for a time. */
  boolean isSecond(String publicKey) {
    return secondKeys.contains(publicKey);
  }

  void bundled(List<BundlePrincipal> principals) {
    synchronized (this) {
      bundled = principals;
      rebuild();
    }
    onChange.run();
  }

  @Override
  public void add(String name, Role role, String publicKey) {
    Shapes.principal("name", name);
    Shapes.publicKey("public_key", publicKey);
    synchronized (this) {
      for (BundlePrincipal principal : bundled) {
        if (principal.name().equals(name) || principal.publicKey().equals(publicKey)) {
          throw new BusException(name + ": the bundle has this name or key already");
        }
      }
      added.put(name, new BundlePrincipal(name, role, publicKey, List.of()));
      rebuild();
    }
    onChange.run();
  }

  @Override
  public void remove(String name) {
    synchronized (this) {
      added.remove(name);
      rebuild();
    }
    onChange.run();
  }

  private void rebuild() {
    Map<String, Entry> next = new HashMap<>();
    added.values().forEach(principal -> next.put(principal.publicKey(), entry(principal)));
    bundled.forEach(principal -> next.put(principal.publicKey(), entry(principal)));
    byKey = Map.copyOf(next);
    Set<String> names = new HashSet<>();
    secondKeys =
        bundled.stream()
            .filter(principal -> !names.add(principal.name()))
            .map(BundlePrincipal::publicKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Entry entry(BundlePrincipal principal) {
    return new Entry(
        new Caller(principal.name(), principal.role()), Set.copyOf(principal.requests()));
  }
}
