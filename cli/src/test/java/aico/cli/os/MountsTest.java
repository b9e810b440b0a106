package aico.cli.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountsTest {

  @Test
  void below_findsMountPointsInsideOnly_andUnescapesThem() {
    List<String> mountinfo =
        List.of(
            "22 1 0:20 / / rw - ext4 /dev/vda rw",
            "60 22 0:50 / /h/mnt/home rw,nosuid - fuse.gocryptfs /h/vaults/home rw",
            "61 22 0:51 / /h/mnt/two\\040words rw - fuse.gocryptfs x rw",
            "62 22 0:52 / /h/mntx/other rw - fuse.gocryptfs x rw");

    assertThat(Mounts.below(Path.of("/h/mnt"), mountinfo))
        .containsExactly("/h/mnt/home", "/h/mnt/two words");
  }
}
