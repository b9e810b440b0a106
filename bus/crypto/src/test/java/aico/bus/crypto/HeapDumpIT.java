package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that went through every door of this module is in no heap dump. */
class HeapDumpIT {
  @TempDir Path folder;

  @Test
  void secret_throughEveryDoor_isNotInTheHeapDump() throws Exception {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String password = "password-" + Hex.encode(random);
    new SecureRandom().nextBytes(random);
    String control = "control-" + Hex.encode(random);
    Files.writeString(folder.resolve("password"), password + "\n");
    Files.writeString(folder.resolve("control"), control);

    Finished probe = Finished.run(ChildJvm.command(HeapDumpProbe.class, folder.toString()));
    assertThat(probe.output()).isEqualTo("done\n");

    String dump = Files.readString(folder.resolve("heap.hprof"), StandardCharsets.ISO_8859_1);
    assertThat(dump.contains(control)).as("a heap array is found").isTrue();
    assertThat(dump.contains(password)).isFalse();
    assertThat(dump.contains(password.substring(9, 25))).isFalse();
    String hex = Hex.encode(password.getBytes(StandardCharsets.US_ASCII));
    assertThat(dump.contains(hex.substring(0, 16))).isFalse();
  }
}
