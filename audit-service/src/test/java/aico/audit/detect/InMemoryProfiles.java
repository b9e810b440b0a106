package aico.audit.detect;

import aico.detect.Profile;
import aico.detect.Profiles;
import java.util.HashMap;
import java.util.Map;

/** Keeps all profiles in memory. */
public final class InMemoryProfiles implements Profiles {
  private final Map<String, Profile> all = new HashMap<>();

  @Override
  public Profile of(String name, long nowMs) {
    return all.computeIfAbsent(name, fresh -> Profile.fresh(fresh, nowMs));
  }

  @Override
  public void changed(Profile profile) {}
}
