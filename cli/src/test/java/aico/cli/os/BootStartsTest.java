package aico.cli.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootStartsTest {
  private static final Path HOME = Path.of("/var/lib/aico");
  private static final String UNIT = "[Service]\nExecStart=/opt/aico/aico up\n";

  @TempDir Path root;

  @Test
  void withNothing_isNothing() throws IOException {
    assertThat(found(HOME)).isFalse();
    write("etc/systemd/system/aico.service", UNIT);
    assertThat(found(HOME)).as("a unit that is not enabled").isFalse();
    write("etc/systemd/system/multi-user.target.wants/other.service", "ExecStart=/bin/true up\n");
    write("etc/cron.d/backup", "0 3 * * * root /opt/aico/aico backup /mnt\n");
    write("var/spool/cron/crontabs/root", "#@reboot /opt/aico/aico up\n");
    assertThat(found(HOME)).isFalse();
  }

  @Test
  void anEnabledUnit_isFound_forTheHomeItNames() throws IOException {
    Path unit = write("etc/systemd/system/aico.service", UNIT);
    Path wants =
        Files.createDirectories(root.resolve("etc/systemd/system/multi-user.target.wants"));
    Files.createSymbolicLink(wants.resolve("aico.service"), unit);
    assertThat(found(HOME)).isTrue();
    assertThat(found(Path.of("/srv/aico"))).isFalse();

    Files.writeString(unit, "[Service]\nEnvironment=AICO_HOME=/srv/aico\nExecStart=/o/aico up\n");
    assertThat(found(HOME)).isFalse();
    assertThat(found(Path.of("/srv/aico"))).isTrue();
  }

  @Test
  void aCronLineAtReboot_isFound() throws IOException {
    write("var/spool/cron/crontabs/root", "@reboot AICO_HOME=/srv/aico /opt/aico/aico up\n");
    assertThat(found(HOME)).isFalse();
    assertThat(found(Path.of("/srv/aico"))).isTrue();
    write("etc/cron.d/aico", "@reboot root /opt/aico/aico up --json\n");
    assertThat(found(HOME)).isTrue();
  }

  @Test
  void garbage_isNothing() throws IOException {
    Path file = write("etc/cron.d/odd", "");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    Files.createDirectories(root.resolve("etc/crontab"));
    assertThat(found(HOME)).isFalse();
  }

  private boolean found(Path home) {
    return new BootStarts(root, home).found().isPresent();
  }

  private Path write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
