package aico.cli.storage;

import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** A folder of its own for each training run, and the way of its result into the installed copy. */
public final class TrainingFolders {
  private final HomeLayout home;

  public TrainingFolders(HomeLayout home) {
    this.home = home;
  }

  /** An empty folder that only this user can enter. */
  public Path make(String name, HomeTree.Owner owner) {
    Path folder = home.run().resolve("training-" + name);
    remove(folder);
    HomeTree.folder(folder, "rwx------", owner);
    return folder;
  }

  /** Copies what a service's user wrote, and nothing that it may have put a link to. */
  public void take(Path output, Path cache) {
    Path draft = home.staging().resolve(UUID.randomUUID().toString());
    try (FileChannel from =
            FileChannel.open(output, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        var in = Channels.newInputStream(from)) {
      Files.copy(in, draft);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CommandFailed.failed(cache + ": cannot be written: " + Reasons.of(e));
    }
  }

  public void remove(Path folder) {
    try {
      Trees.remove(folder);
    } catch (IOException e) {
      throw CommandFailed.failed(folder + ": cannot be removed: " + Reasons.of(e));
    }
  }
}
