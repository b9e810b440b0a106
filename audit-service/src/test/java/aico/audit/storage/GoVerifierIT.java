package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.crypto.SigningKey;
import aico.audit.log.LogProof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as the service writes it, held against the Go team's sumdb/note and sumdb/tlog. */
class GoVerifierIT {
  /** Where Debian's golang-golang-x-mod-dev puts its sources. */
  private static final String GO_PATH = "/usr/share/gocode";

  @TempDir private Path root;

  private record Ran(int exit, String output) {}

  @Test
  void theIndependentVerifier_acceptsLogCheckpointAndProofs_andNothingThatWasChanged()
      throws Exception {
    Path verifier = root.resolve("verify");
    Ran built = run(List.of("go", "build", "-o", verifier.toString(), source().toString()));
    assertThat(built.exit).as(built.output).isZero();
    try (SigningKey key = SigningKey.generate(TestLogFiles.ORIGIN);
        TestLogFiles log = new TestLogFiles(root.resolve("state"), key)) {
      String vkey = key.vkey().toString();
      for (int count : new int[] {1, 254, 1, 1, 400}) {
        log.append(1 + log.store.size(), count);
        log.publish();
        accepts(verifier, log, vkey, List.of());
      }
      List<String> proofs = new ArrayList<>();
      for (long index : new long[] {0, 255, 256, 656}) {
        Path file = root.resolve(index + ".tlog-proof");
        Files.write(file, LogProof.make(log.folder.root(), key.vkey(), index).encode());
        proofs.add(file.toString());
      }
      accepts(verifier, log, vkey, proofs);

      refuses(verifier, log, vkey, Path.of(proofs.get(1)), proofs);
      refuses(verifier, log, vkey, log.folder.checkpoint(), List.of());
      refuses(verifier, log, vkey, log.folder.root().resolve("tile/entries/001"), List.of());
      refuses(verifier, log, vkey, log.folder.root().resolve("tile/0/000"), List.of());
      accepts(verifier, log, vkey, proofs);
    }
  }

  private static void accepts(Path verifier, TestLogFiles log, String vkey, List<String> proofs)
      throws Exception {
    Ran ran = run(command(verifier, log, vkey, proofs));
    assertThat(ran.output).isEqualTo("verified " + log.store.size() + "\n");
    assertThat(ran.exit).isZero();
  }

  /** With one byte of this file changed. */
  private static void refuses(
      Path verifier, TestLogFiles log, String vkey, Path file, List<String> proofs)
      throws Exception {
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(file, bad);
    assertThat(run(command(verifier, log, vkey, proofs)).exit).as(file.toString()).isNotZero();
    Files.write(file, good);
  }

  private static List<String> command(
      Path verifier, TestLogFiles log, String vkey, List<String> proofs) {
    List<String> command =
        new ArrayList<>(List.of(verifier.toString(), log.folder.root().toString(), vkey));
    command.addAll(proofs);
    return command;
  }

  private Path source() throws IOException {
    Path source = root.resolve("verify.go");
    try (var in = GoVerifierIT.class.getResourceAsStream("verify.go")) {
      Files.copy(java.util.Objects.requireNonNull(in), source);
    }
    return source;
  }

  private static Ran run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of("GO111MODULE", "off", "GOPATH", GO_PATH, "GOFLAGS", "", "GOTOOLCHAIN", "local"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }
}
