package aico.key.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxMemoryTest {
  private static final long MIB = 1024 * 1024;

  @TempDir Path root;

  @BeforeEach
  void machineWithTwoGib() throws IOException {
    write("proc/meminfo", "MemTotal:  4194304 kB\nMemAvailable:    2097152 kB\n");
  }

  @Test
  void availableKib_withoutGroups_isTheMachines() {
    assertThat(available()).isEqualTo(2097152);
  }

  @Test
  void availableKib_v2_isTheLeastOfEveryGroupAbove() throws IOException {
    write("proc/self/cgroup", "0::/user.slice/app.service\n");
    group2("user.slice", 900 * MIB, 400 * MIB, 0);
    group2("user.slice/app.service", 800 * MIB, 100 * MIB, 0);

    assertThat(available()).isEqualTo(500 * 1024);
  }

  @Test
  void availableKib_v2_countsInactiveFilePagesAsFree() throws IOException {
    write("proc/self/cgroup", "0::/app\n");
    group2("app", 900 * MIB, 800 * MIB, 600 * MIB);

    assertThat(available()).isEqualTo(700 * 1024);
  }

  @Test
  void availableKib_v2WithoutALimit_isTheMachines() throws IOException {
    write("proc/self/cgroup", "0::/app\n");
    write("cgroup/app/memory.max", "max\n");
    write("cgroup/app/memory.current", "1000\n");

    assertThat(available()).isEqualTo(2097152);
  }

  @Test
  void availableKib_v2InAContainer_looksAtTheRootOfTheMount() throws IOException {
    write("proc/self/cgroup", "0::/machine/of/the/host\n");
    group2(".", 300 * MIB, 100 * MIB, 0);

    assertThat(available()).isEqualTo(200 * 1024);
  }

  @Test
  void availableKib_v1_isTheGroups() throws IOException {
    write("proc/self/cgroup", "9:name=systemd:/\n4:memory:/app\n1:cpu,cpuacct:/\n0::/\n");
    write("cgroup/memory/app/memory.limit_in_bytes", 1024 * MIB + "\n");
    write("cgroup/memory/app/memory.usage_in_bytes", 1000 * MIB + "\n");
    write("cgroup/memory/app/memory.stat", "cache 1\ntotal_inactive_file " + 100 * MIB + "\n");
    Files.createDirectories(root.resolve("cgroup/unified"));

    assertThat(available()).isEqualTo(124 * 1024);
  }

  @Test
  void availableKib_v1WithoutALimit_isTheMachines() throws IOException {
    write("proc/self/cgroup", "4:memory:/app\n");
    write("cgroup/memory/app/memory.limit_in_bytes", "9223372036854771712\n");
    write("cgroup/memory/app/memory.usage_in_bytes", "1000\n");

    assertThat(available()).isEqualTo(2097152);
  }

  @Test
  void availableKib_ofThisMachine_isPositive() {
    assertThat(new LinuxMemory().availableKib()).isPositive();
  }

  private long available() {
    return new LinuxMemory(root.resolve("proc"), root.resolve("cgroup")).availableKib();
  }

  private void group2(String name, long max, long current, long inactiveFile) throws IOException {
    write("cgroup/" + name + "/memory.max", max + "\n");
    write("cgroup/" + name + "/memory.current", current + "\n");
    write("cgroup/" + name + "/memory.stat", "anon 1\ninactive_file " + inactiveFile + "\n");
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
