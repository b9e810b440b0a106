package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveKeygenIT {
  @TempDir Path folder;

  @Test
  void twice_printsTheSamePublicKey() throws Exception {
    Finished first = keygen(folder);
    Finished second = keygen(folder);
    assertThat(first.output()).matches("[0-9a-f]{64}\n");
    assertThat(second).isEqualTo(first);
    try (CurveKey key = CurveKey.read(folder.resolve("curve.key"))) {
      assertThat(Hex.encode(key.publicKey()) + "\n").isEqualTo(first.output());
    }
  }

  @Test
  void severalAtOnce_agreeOnOneKey() throws Exception {
    List<Process> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      started.add(
          new ProcessBuilder(ChildJvm.command(CurveKeygen.class, folder.toString()))
              .redirectErrorStream(true)
              .start());
    }
    List<Finished> ended = new ArrayList<>();
    for (Process process : started) {
      ended.add(Finished.of(process));
    }
    assertThat(ended).allMatch(one -> one.equals(ended.getFirst()));
    assertThat(ended.getFirst().output()).matches("[0-9a-f]{64}\n");
  }

  @Test
  void next_leavesThePresentKey_switchPutsItInItsPlace_andWithoutOneKeepsIt() throws Exception {
    String present = keygen(folder).output();
    String dropped = keygen("--next").output();
    String next = keygen("--next").output();
    assertThat(List.of(present, dropped, next)).doesNotHaveDuplicates();
    try (CurveKey key = CurveKey.read(folder.resolve("curve.key"))) {
      assertThat(Hex.encode(key.publicKey()) + "\n").isEqualTo(present);
    }

    assertThat(keygen("--switch").output()).isEqualTo(next);
    assertThat(keygen("--switch").output()).isEqualTo(next);
    assertThat(keygen(folder).output()).isEqualTo(next);
    assertThat(Files.getPosixFilePermissions(folder.resolve("curve.key")))
        .isEqualTo(PosixFilePermissions.fromString("r--------"));
    assertThat(folder.resolve("curve.key.next")).doesNotExist();
  }

  @Test
  void plain_endsAChangeThatWasNotCarriedOut() throws Exception {
    String present = keygen(folder).output();
    keygen("--next");
    assertThat(keygen(folder).output()).isEqualTo(present);
    assertThat(keygen("--switch").output()).isEqualTo(present);
  }

  private Finished keygen(String what) throws Exception {
    return Finished.run(ChildJvm.command(CurveKeygen.class, what, folder.toString()));
  }

  @Test
  void underAnotherUser_theKeyBelongsToThatUser() throws Exception {
    Path own = Files.createDirectory(folder.resolve("service"));
    if (ChildJvm.isRoot()) {
      Files.setAttribute(
          folder, "posix:permissions", Set.copyOf(PosixFilePermissions.fromString("rwx--x--x")));
      Files.setAttribute(own, "unix:uid", 65534);
    }
    Finished keygen =
        Finished.run(ChildJvm.unprivileged(ChildJvm.command(CurveKeygen.class, own.toString())));
    assertThat(keygen.output()).matches("[0-9a-f]{64}\n");
    assertThat(Files.getAttribute(own.resolve("curve.key"), "unix:uid"))
        .isEqualTo(Files.getAttribute(own, "unix:uid"));
  }

  @Test
  void damagedKey_isAnErrorAndKept() throws Exception {
    Path file = Files.writeString(folder.resolve("curve.key"), "aico-curve-key 9\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    Finished keygen = keygen(folder);
    assertThat(keygen.exitCode()).isEqualTo(1);
    assertThat(keygen.output())
        .isEqualTo(
            "curve key: " + file + ": version: another version (expected: aico-curve-key 1)\n");
    assertThat(file).hasContent("aico-curve-key 9\n");
  }

  @Test
  void missingFolder_isAnErrorThatNamesIt() throws Exception {
    Finished keygen = keygen(folder.resolve("none"));
    assertThat(keygen.exitCode()).isEqualTo(1);
    assertThat(keygen.output()).contains("none");
  }

  @Test
  void noArgument_isAUsageError() throws Exception {
    Finished keygen = Finished.run(ChildJvm.command(CurveKeygen.class));
    assertThat(keygen).isEqualTo(new Finished(2, "usage: CurveKeygen [--next|--switch] DIR\n"));
  }

  private static Finished keygen(Path folder) throws Exception {
    return Finished.run(ChildJvm.command(CurveKeygen.class, folder.toString()));
  }
}
