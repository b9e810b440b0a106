package aico.cli.os;

import java.util.Map;

/** The environment of every program that is started: nothing of the caller's. */
final class CleanEnvironment {
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private CleanEnvironment() {}

  static void apply(ProcessBuilder builder) {
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("LANG", "C.UTF-8");
    // glibc otherwise keeps an arena for every thread.
    environment.put("MALLOC_ARENA_MAX", "1");
  }
}
