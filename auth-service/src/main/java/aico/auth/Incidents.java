package aico.auth;

/** Hears of what went wrong without stopping what was under way. */
public interface Incidents {
  void report(String what, RuntimeException error);
}
