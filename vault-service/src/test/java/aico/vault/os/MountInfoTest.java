package aico.vault.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import aico.vault.MountTable.Mount;
import aico.vault.VaultException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines seen on Debian 12 (Linux 6.1 and 6.18), and the example of proc_pid_mountinfo(5). */
class MountInfoTest {

  @Test
  void parse_exampleOfTheManual_hasOptionalFields() {
    assertThat(
            parse("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"))
        .containsExactly(new Mount(Path.of("/mnt2"), "ext3", "/dev/root"));
  }

  @Test
  void parse_gocryptfs_asRootAndForAnOwner() {
    assertThat(
            parse(
                """
                42 27 0:39 / /tmp/v/m rw,nosuid,nodev,relatime - fuse.gocryptfs /tmp/v/c rw,user_id=0,group_id=0,max_read=131072
                43 27 0:40 / /srv/d rw,nosuid,nodev,relatime shared:7 - fuse.gocryptfs /srv/c rw,user_id=999,group_id=995,default_permissions,allow_other,max_read=131072
                """))
        .containsExactly(
            new Mount(Path.of("/tmp/v/m"), "fuse.gocryptfs", "/tmp/v/c"),
            new Mount(Path.of("/srv/d"), "fuse.gocryptfs", "/srv/c"));
  }

  @Test
  void parse_severalOptionalFields() {
    assertThat(
            parse("1 2 0:1 / /a rw shared:1 master:2 propagate_from:3 unbindable - tmpfs none rw"))
        .containsExactly(new Mount(Path.of("/a"), "tmpfs", "none"));
  }

  @Test
  void parse_escapes_blankTabNewlineBackslashHash() {
    assertThat(parse("1 2 0:1 / /a\\040b\\011c\\012d\\134e\\043f rw - fuse.x s\\040t rw"))
        .containsExactly(new Mount(Path.of("/a b\tc\nd\\e#f"), "fuse.x", "s t"));
  }

  @Test
  void parse_aHyphenAsMountPoint_isNotTheSeparator() {
    assertThat(parse("1 2 0:1 / /- rw - tmpfs - rw"))
        .containsExactly(new Mount(Path.of("/-"), "tmpfs", "-"));
  }

  @Test
  void parse_emptySource() {
    assertThat(parse("1 2 0:1 / /a rw - tmpfs  rw"))
        .containsExactly(new Mount(Path.of("/a"), "tmpfs", ""));
  }

  @Test
  void unescape_utf8_isKept() {
    byte[] utf8 = "/größe".getBytes(StandardCharsets.UTF_8);
    assertThat(MountInfo.unescape(new String(utf8, StandardCharsets.ISO_8859_1)))
        .isEqualTo("/größe");
  }

  @Test
  void unescape_backslashWithoutDigits_staysItself() {
    assertThat(MountInfo.unescape("a\\9b\\04")).isEqualTo("a\\9b\\04");
  }

  @Test
  void parse_lineWithoutHyphen_isRefused() {
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> parse("1 2 0:1 / /a rw shared:1"));
  }

  @Test
  void mounts_ofThisProcess_haveARoot() {
    assertThat(new ProcMountTable().at(Path.of("/"))).isPresent();
  }

  private static List<Mount> parse(String text) {
    return MountInfo.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
