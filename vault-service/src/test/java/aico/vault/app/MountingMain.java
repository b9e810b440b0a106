package aico.vault.app;

import aico.bus.crypto.ProcessHardening;
import aico.vault.Outcome;
import aico.vault.Places;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Holds a home in a process of its own. Arguments: folder, owner's uid and gid, whether to allow
 * others. Each line on standard input, such as {@code create diary}, is answered by one on standard
 * output.
 */
final class MountingMain {
  private MountingMain() {}

  public static void main(String[] args) throws IOException {
    // As the service does: its own /proc entries then belong to root.
    ProcessHardening.apply();
    Path folder = Path.of(args[0]);
    Places places =
        new Places(
            folder.resolve("vaults"),
            folder.resolve("mnt"),
            folder.resolve("mnt-for"),
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Boolean.parseBoolean(args[3]));
    try (TestHome home = new TestHome(folder, places);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", 2);
        if (words[0].equals("look")) {
          System.out.println(look(home, words[1]));
          continue;
        }
        System.out.println(answer(home, words[0], words[1]));
      }
    }
  }

  /** State, process, and how many files that has open, as the service's own user sees it. */
  private static String look(TestHome home, String name) {
    long pid = home.pid(name);
    return "%s %d %s"
        .formatted(
            home.state(name).wireName(),
            pid,
            home.processes
                .activity(pid, home.layout(name).cipher())
                .map(activity -> Integer.toString(activity.openBelow()))
                .orElse("not-seen"));
  }

  private static String answer(TestHome home, String what, String name) {
    Outcome outcome =
        switch (what) {
          case "create" -> home.create(name);
          case "mount" -> home.mount(name);
          case "unmount" -> home.unmount(name);
          default -> throw new IllegalArgumentException(what);
        };
    return switch (outcome) {
      case Outcome.Done done -> done.vault().state().wireName() + " " + home.pid(name);
      case Outcome.Refused refused -> "refused " + refused.message();
    };
  }
}
