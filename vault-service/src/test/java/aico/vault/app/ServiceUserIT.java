package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service under a user of its own, the vault's owner under another, and a third. Lets users
 * mount for others on this machine while it runs.
 */
class ServiceUserIT {
  private static final Path FUSE_CONF = Path.of("/etc/fuse.conf");
  private static final Path FUSE_DEVICE = Path.of("/dev/fuse");

  @TempDir private Path folder;
  private TestUser service;
  private TestUser owner;
  private TestUser other;
  private String fuseConf;
  private String deviceMode;

  @BeforeEach
  void prepare() throws IOException {
    String suffix = Long.toHexString(ProcessHandle.current().pid());
    service = TestUser.add("avs-" + suffix);
    owner = TestUser.add("avo-" + suffix);
    other = TestUser.add("avx-" + suffix);
    fuseConf = Files.readString(FUSE_CONF);
    if (!fuseConf.lines().anyMatch("user_allow_other"::equals)) {
      Files.writeString(FUSE_CONF, fuseConf + "\nuser_allow_other\n");
    }
    deviceMode = PosixFilePermissions.toString(Files.getPosixFilePermissions(FUSE_DEVICE));
    Files.setPosixFilePermissions(FUSE_DEVICE, PosixFilePermissions.fromString("rw-rw-rw-"));
    mode(folder, "rwxr-xr-x");
    make("vaults", "rwx------", service.uid() + ":" + service.gid());
    make("mnt", "rwx--x---", service.uid() + ":" + owner.gid());
    make("registry", "rwx------", service.uid() + ":" + service.gid());
    make("manifests", "rwx------", service.uid() + ":" + service.gid());
    make("lib", "rwxr-xr-x", "0:0");
  }

  @AfterEach
  void clear() throws IOException {
    Files.setPosixFilePermissions(FUSE_DEVICE, PosixFilePermissions.fromString(deviceMode));
    if (!fuseConf.lines().anyMatch("user_allow_other"::equals)) {
      Files.writeString(FUSE_CONF, fuseConf);
    }
    service.close();
    owner.close();
    other.close();
  }

  @Test
  void owner_usesItLikeAFolderOfTheirs_othersGetNothing() throws IOException {
    String classPath = MountingProcess.copyClassPath(folder.resolve("lib"));
    Path files = folder.resolve("mnt/diary/files");
    Path source = realFiles();
    try (MountingProcess child = MountingProcess.start(folder, classPath, service, owner)) {
      assertThat(child.ask("create diary")).first().isEqualTo("mounted");

      assertThat(owner.runs("stat", "-c", "%a %u %g", files.toString()).output())
          .isEqualTo("700 %d %d".formatted(owner.uid(), owner.gid()));
      assertSucceeds(owner.runs("cp", "-a", source.toString(), files.toString()));
      assertSucceeds(owner.runs("diff", "-r", source.toString(), files + "/real"));
      assertSucceeds(owner.runs("chmod", "600", files + "/real/text"));
      assertSucceeds(owner.runs("ln", files + "/real/text", files + "/hard"));
      assertThat(owner.runs("stat", "-c", "%u", files + "/real/empty").output())
          .isEqualTo(Integer.toString(owner.uid()));

      for (String path : new String[] {files.toString(), files + "/real/text", folder + "/mnt"}) {
        TestUser.Ended refused = other.runs("ls", path);
        assertThat(refused.exitCode()).as(path).isNotZero();
        assertThat(refused.output()).contains("Permission denied");
      }
      assertThat(owner.runs("ls", folder + "/vaults").output()).contains("Permission denied");

      assertThat(child.ask("unmount diary")).first().isEqualTo("locked");
      assertThat(owner.runs("cp", source + "/text", files.toString()).exitCode()).isNotZero();
      assertThat(child.ask("mount diary")).first().isEqualTo("mounted");
      assertSucceeds(owner.runs("cmp", source + "/text", files + "/real/text"));
      assertSucceeds(owner.runs("rm", "-r", files.toString()));
      child.ask("unmount diary");
      assertThat(child.ask("mount diary")).first().isEqualTo("mounted");
      assertSucceeds(owner.runs("touch", files + "/again"));
    }
    assertThat(folder.resolve("mnt")).isEmptyDirectory();
  }

  /** What {@code cp -a} has to keep: an empty folder, a link, times, modes. */
  private Path realFiles() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Files.createDirectory(real.resolve("empty"));
    Files.writeString(real.resolve("text"), "words\n".repeat(100_000));
    Files.createSymbolicLink(real.resolve("link"), Path.of("text"));
    TestUser.run("chown", "-R", owner.uid() + ":" + owner.gid(), real.toString());
    TestUser.run(
        "touch", "-h", "-d", "2020-01-01", real + "/empty", real + "/text", real + "/link");
    return real;
  }

  private void make(String name, String mode, String owners) throws IOException {
    Path made = Files.createDirectory(folder.resolve(name));
    mode(made, mode);
    TestUser.run("chown", owners, made.toString());
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static void assertSucceeds(TestUser.Ended ended) {
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }
}
