package aico.cli.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What starts a suite when the machine starts, as far as files tell: a systemd unit that is
 * enabled, or a line of cron with {@code @reboot}, that says {@code aico up}. Where it names a home
 * it has to be this one.
 */
public final class BootStarts {
  private static final List<String> UNIT_FOLDERS =
      List.of("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system");
  private static final List<String> CRON_FILES = List.of("etc/crontab");
  private static final List<String> CRON_FOLDERS =
      List.of("etc/cron.d", "var/spool/cron/crontabs", "var/spool/cron");
  private static final long SIZE_LIMIT_BYTES = 256 * 1024;

  private static final String DEFAULT_HOME = "/var/lib/aico";

  private final Path root;
  private final Path home;

  public BootStarts(Path home) {
    this(Path.of("/"), home);
  }

  BootStarts(Path root, Path home) {
    this.root = root;
    this.home = home;
  }

  /** The first file that says so. */
  public Optional<Path> found() {
    return Stream.concat(
            UNIT_FOLDERS.stream().flatMap(folder -> enabledUnits(root.resolve(folder))),
            crontabs().filter(file -> text(file).lines().anyMatch(this::isReboot)))
        .findFirst();
  }

  /** Units that a target wants: links in its {@code .wants} folder. */
  private Stream<Path> enabledUnits(Path folder) {
    return entries(folder).stream()
        .filter(entry -> entry.getFileName().toString().endsWith(".wants"))
        .flatMap(wants -> entries(wants).stream())
        .filter(unit -> startsThisSuite(text(unit)));
  }

  private boolean startsThisSuite(String unit) {
    return isOfThisHome(unit)
        && unit.lines().anyMatch(line -> line.strip().startsWith("ExecStart=") && isUp(line));
  }

  private boolean isReboot(String line) {
    return line.strip().startsWith("@reboot") && isUp(line) && isOfThisHome(line);
  }

  private static boolean isUp(String line) {
    return line.matches(".*\\baico[\"']?\\s+up\\b.*");
  }

  private boolean isOfThisHome(String text) {
    return text.contains("AICO_HOME")
        ? text.contains(home.toString())
        : home.equals(Path.of(DEFAULT_HOME));
  }

  private Stream<Path> crontabs() {
    return Stream.concat(
        CRON_FILES.stream().map(root::resolve),
        CRON_FOLDERS.stream().flatMap(folder -> entries(root.resolve(folder)).stream()));
  }

  private static List<Path> entries(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** Empty when it cannot be read: what cannot be read starts nothing that could be promised. */
  private static String text(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) <= SIZE_LIMIT_BYTES
          ? Files.readString(file)
          : "";
    } catch (IOException unreadable) {
      return "";
    }
  }
}
