package aico.vault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service under a user of its own, the vault's owner under another, and a third. Lets users
 * mount for others on this machine while it runs.
 */
class ServiceUserIT {
  @TempDir private Path folder;
  private ServiceHome home;
  private TestUser owner;

  @BeforeEach
  void prepare() throws IOException {
    home = new ServiceHome(folder);
    owner = home.owner();
  }

  @AfterEach
  void clear() throws IOException {
    home.close();
  }

  @Test
  void owner_usesItLikeAFolderOfTheirs_othersGetNothing() throws IOException {
    Path files = folder.resolve("mnt/diary/files");
    Path source = realFiles();
    try (MountingProcess child = home.startService()) {
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
        TestUser.Ended refused = home.other().runs("ls", path);
        assertThat(refused.exitCode()).as(path).isNotZero();
        assertThat(refused.output()).contains("Permission denied");
      }
      assertThat(child.ask("look diary")).endsWith("0");
      Process reader =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=" + owner.uid(),
                  "--regid=" + owner.gid(),
                  "--clear-groups",
                  "sh",
                  "-c",
                  "exec 3<" + files + "/real/text; echo open; read line")
              .start();
      assertThat(reader.inputReader().readLine()).isEqualTo("open");
      assertThat(child.ask("look diary")).endsWith("1");
      reader.destroyForcibly();

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

  private static void assertSucceeds(TestUser.Ended ended) {
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }
}
