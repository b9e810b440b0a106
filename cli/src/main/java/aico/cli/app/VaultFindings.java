package aico.cli.app;

import aico.bus.contract.VaultReply;
import aico.cli.Suite.VaultChecked;
import aico.cli.Suite.VaultFinding;
import aico.cli.VaultStatus;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives findings the names that their owner knows. vault-service sees ciphertext alone; who may
 * look into the mounted vault finds the same file there under the same inode.
 */
final class VaultFindings {
  private VaultFindings() {}

  static VaultChecked named(VaultReply.Check done, VaultStatus vault) {
    Set<Long> wanted = new HashSet<>();
    done.findings().forEach(finding -> wanted.add(finding.inode()));
    wanted.remove(0L);
    Map<Long, String> names =
        vault.isMounted() && !wanted.isEmpty() ? names(Path.of(vault.path()), wanted) : Map.of();
    return new VaultChecked(
        done.name(),
        done.total() == 0,
        done.since(),
        done.files(),
        done.bytes(),
        done.live(),
        done.total(),
        done.findings().stream().map(finding -> named(finding, names)).toList());
  }

  private static VaultFinding named(VaultReply.Finding finding, Map<Long, String> names) {
    @Nullable String path = names.get(finding.inode());
    return new VaultFinding(finding.fault(), finding.good_at(), path, finding.ciphertext());
  }

  private static Map<Long, String> names(Path root, Set<Long> wanted) {
    Map<Long, String> names = new HashMap<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Object inode = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
              if (inode instanceof Long number && wanted.contains(number)) {
                names.put(number, file.toString());
              }
              return names.size() == wanted.size()
                  ? FileVisitResult.TERMINATE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException unmountedMeanwhile) {
      return names;
    }
    return names;
  }
}
