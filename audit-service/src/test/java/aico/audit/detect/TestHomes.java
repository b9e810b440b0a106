package aico.audit.detect;

import java.util.List;

/** Made-up homes for tests that ask nothing of their labels. */
public final class TestHomes {
  private TestHomes() {}

  /** The leaves of a home. */
  public static List<byte[]> leaves(long seed) {
    return new GeneratedHome(seed)
        .trail.leaves().stream().map(GeneratedTrail.Labelled::leaf).toList();
  }
}
