package aico.vault.os;

import aico.vault.Processes.Activity;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@code /proc/PID/io} and {@code /proc/PID/fd} show of a process, proc(5). */
final class ProcessActivity {
  private static final String READS = "syscr: ";

  private ProcessActivity() {}

  static Optional<Activity> of(long pid, Path below) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      // In this order: what is closed in between has been counted as a read.
      int open = openBelow(process.resolve("fd"), below);
      return Files.readAllLines(process.resolve("io")).stream()
          .filter(line -> line.startsWith(READS))
          .findFirst()
          .map(line -> new Activity(Long.parseLong(line.substring(READS.length())), open));
    } catch (IOException notSeen) {
      return Optional.empty();
    }
  }

  private static int openBelow(Path descriptors, Path folder) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        // Not its folders: gocryptfs keeps some open for as long as it likes.
        if (target(descriptor).startsWith(folder) && !Files.isDirectory(descriptor)) {
          count++;
        }
      }
    }
    return count;
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException closed) {
      return descriptor;
    }
  }
}
