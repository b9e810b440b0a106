package aico.audit.storage;

import aico.detect.Baselines;
import aico.detect.Event;
import aico.detect.FieldTable;
import aico.detect.Profile;
import aico.detect.Profiles;

/** Makes people active, as the detector that learns does. */
final class TestProfiles {
  private TestProfiles() {}

  static void active(Profile profile, long ms) {
    String[] values = new String[new FieldTable().size()];
    values[FieldTable.USER] = profile.name();
    values[FieldTable.CODE] = "key.unlocked";
    values[FieldTable.STATUS] = "1";
    Profiles one =
        new Profiles() {
          @Override
          public Profile of(String name, long nowMs) {
            return profile;
          }

          @Override
          public void changed(Profile changed) {}
        };
    new Baselines(one).see(new Event(1, ms, values), found -> {});
  }
}
