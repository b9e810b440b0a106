package aico.detect.sigma;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules that come with audit-service. */
public final class DefaultRules {
  private static final List<String> FILES =
      List.of("login.yml", "bus.yml", "decisions.yml", "trail.yml", "vaults.yml", "services.yml");

  private DefaultRules() {}

  /** Their files. */
  public static List<SigmaRules.File> files() {
    List<SigmaRules.File> files = new ArrayList<>();
    for (String name : FILES) {
      try (InputStream in = DefaultRules.class.getResourceAsStream("/aico/detect/rules/" + name)) {
        if (in == null) {
          throw new IllegalStateException(name + " is not on the class path");
        }
        files.add(
            new SigmaRules.File(
                "default/" + name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new UncheckedIOException(name, e);
      }
    }
    return files;
  }
}
