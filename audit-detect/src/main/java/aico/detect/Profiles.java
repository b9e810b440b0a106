package aico.detect;

/** Keeps profiles, a bounded number of them. */
public interface Profiles {
  /** The profile of that name, made anew when there is none. */
  Profile of(String name, long nowMs);

  /** It was changed since. */
  void changed(Profile profile);
}
