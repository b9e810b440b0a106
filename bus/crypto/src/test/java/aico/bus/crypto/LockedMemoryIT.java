package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockedMemoryIT {
  @ParameterizedTest
  @MethodSource("aico.bus.crypto.SecretPagesTest#kinds")
  void allocate_withoutRoomInMemlock_isATypedErrorThatNamesTheLimit(SecretPages kind)
      throws Exception {
    int limit = 4 * LibcMemory.pageSize();
    List<String> command =
        new ArrayList<>(List.of("prlimit", "--memlock=%d:%d".formatted(limit, limit), "--"));
    command.addAll(ChildJvm.unprivileged(ChildJvm.command(LockedMemoryProbe.class, kind.name())));
    Finished probe = Finished.run(command);
    assertThat(probe.output())
        .contains("first: SecretBytes[32 bytes, redacted]")
        .contains(
            "then: aico.bus.crypto.LockedMemoryException: locked memory: 65536 bytes refused,"
                + " RLIMIT_MEMLOCK is %d bytes".formatted(limit))
        .contains("again: SecretBytes[32 bytes, redacted], SecretBytes[");
    assertThat(probe.exitCode()).isZero();
  }
}
