package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockedMemoryIT {
  @Test
  void allocate_withoutRoomInMemlock_isATypedErrorThatNamesTheLimit() throws Exception {
    List<String> command = new ArrayList<>(List.of("prlimit", "--memlock=16384:16384", "--"));
    command.addAll(ChildJvm.unprivileged(ChildJvm.command(LockedMemoryProbe.class)));
    Finished probe = Finished.run(command);
    assertThat(probe.output())
        .contains("first: SecretBytes[32 bytes, redacted]")
        .contains(
            "then: aico.bus.crypto.LockedMemoryException: locked memory: 65536 bytes refused,"
                + " RLIMIT_MEMLOCK is 16384 bytes")
        .contains("again: SecretBytes[32 bytes, redacted]");
    assertThat(probe.exitCode()).isZero();
  }
}
