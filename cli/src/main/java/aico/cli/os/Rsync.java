package aico.cli.os;

import aico.cli.CommandFailed;
import aico.cli.Progress;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Copies folders by rsync(1), which skips what is there already. */
public final class Rsync {
  public static final String PROGRAM = "rsync";

  /** How often something is said about a copy that takes long. */
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);

  /** A file went away between listing and copying: files of a live vault do. */
  private static final int VANISHED = 24;

  private static final int LINE_MAX = 4096;

  private static final Pattern PERCENT = Pattern.compile("\\s(\\d+)%\\s+(\\S+/s)");
  private static final Pattern FILES =
      Pattern.compile("Number of regular files transferred: ([\\d,]+)");
  private static final Pattern BYTES =
      Pattern.compile("Total transferred file size: ([\\d,]+) bytes");

  private final Progress progress;

  public Rsync(Progress progress) {
    this.progress = progress;
  }

  /** How much was not there yet. */
  public record Copied(long files, long bytes) {
    public static final Copied NOTHING = new Copied(0, 0);

    public Copied plus(Copied other) {
      return new Copied(files + other.files, bytes + other.bytes);
    }
  }

  /**
   * One copy.
   *
   * @param what is copied, in words
   * @param from a folder, whose content is copied, or a file
   * @param previous an earlier copy: what is unchanged is linked to it
   * @param user whose the copies become; null to keep owners
   * @param exclude names that are left out wherever they stand
   */
  public record Copy(
      String what,
      Path from,
      Path to,
      boolean folder,
      @Nullable Path previous,
      @Nullable String user,
      List<String> exclude) {}

  /**
   * Makes {@code to} the same as {@code from}, with what is not there any more removed.
   *
   * @throws CommandFailed with rsync's last word when that cannot be done
   */
  public Copied run(Copy copy) {
    List<String> line =
        new ArrayList<>(
            List.of(PROGRAM, "-a", "--numeric-ids", "--info=progress2", "--stats", "--delete"));
    if (copy.previous() != null) {
      line.add("--link-dest=" + copy.previous());
    }
    if (copy.user() != null) {
      line.add("--chown=" + copy.user() + ":" + copy.user());
    }
    copy.exclude().forEach(name -> line.add("--exclude=" + name));
    line.add("--");
    line.add(copy.folder() ? copy.from() + "/" : copy.from().toString());
    line.add(copy.to() + "/");
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    CleanEnvironment.apply(builder);
    builder.redirectInput(Path.of("/dev/null").toFile());
    try {
      Process process = builder.start();
      Told told = new Told(copy.what());
      try (Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
        told.readAll(out);
      }
      int exit = process.waitFor();
      if (exit != 0 && exit != VANISHED) {
        throw CommandFailed.failed(
            "%s: cannot be copied to %s: %s".formatted(copy.what(), copy.to(), told.last));
      }
      return new Copied(told.files, told.bytes);
    } catch (IOException broken) {
      throw CommandFailed.failed(PROGRAM + ": cannot be run: not installed?");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed(PROGRAM + ": interrupted");
    }
  }

  /** What it prints: progress, each over the one before, and numbers at the end. */
  private final class Told {
    private final String what;
    private long saidNs = System.nanoTime();
    private long files;
    private long bytes;
    private String last = "";

    Told(String what) {
      this.what = what;
    }

    void readAll(Reader out) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = out.read(); next >= 0; next = out.read()) {
        if (next == '\r' || next == '\n') {
          take(line.toString());
          line.setLength(0);
        } else if (line.length() < LINE_MAX) {
          line.append((char) next);
        }
      }
      take(line.toString());
    }

    private void take(String line) {
      Matcher percent = PERCENT.matcher(line);
      if (percent.find()) {
        if (System.nanoTime() - saidNs > TELL_EVERY.toNanos()) {
          saidNs = System.nanoTime();
          progress.say("%s: %s %%, %s".formatted(what, percent.group(1), percent.group(2)));
        }
        return;
      }
      files = number(FILES, line, files);
      bytes = number(BYTES, line, bytes);
      if (line.startsWith("rsync")) {
        last = line;
      }
    }

    private static long number(Pattern pattern, String line, long otherwise) {
      Matcher found = pattern.matcher(line);
      return found.find() ? Long.parseLong(found.group(1).replace(",", "")) : otherwise;
    }
  }
}
