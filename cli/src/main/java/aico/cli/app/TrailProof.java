package aico.cli.app;

import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.LogProof;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Suite;
import aico.cli.storage.ExportFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Proofs of single events, made from the log's files and checked with its public key alone. */
final class TrailProof {
  private TrailProof() {}

  static Suite.Proven make(
      HomeLayout home, long sequence, @Nullable Path folder, @Nullable Path key, Path out) {
    Path log = Trail.log(home, folder);
    LogProof proof;
    try {
      proof = LogProof.make(log, Trail.vkey(home, key), sequence);
    } catch (AuditLogException bad) {
      throw CommandFailed.failed(String.valueOf(bad.getMessage()));
    } catch (UncheckedIOException unreadable) {
      throw Trail.unreadable(log, unreadable);
    }
    try (ExportFile file = new ExportFile(out)) {
      file.text(new String(proof.encode(), StandardCharsets.UTF_8));
      file.finish();
    }
    return proven(out.toAbsolutePath().normalize().toString(), proof, key, home);
  }

  static Suite.Proven check(HomeLayout home, Path file, @Nullable Path key) {
    return proven(null, read(file), key, home);
  }

  private static LogProof read(Path file) {
    try {
      if (Files.size(file) > LogProof.MAX_BYTES) {
        throw CommandFailed.failed(file + ": is no proof: too long");
      }
      return LogProof.decode(Files.readAllBytes(file));
    } catch (NoSuchFileException missing) {
      throw CommandFailed.usage("FILE", file + ": there is no such file");
    } catch (java.io.IOException e) {
      throw CommandFailed.usage("FILE", file + ": cannot be read");
    } catch (AuditLogException bad) {
      throw CommandFailed.failed(file + ": is no proof: " + bad.getMessage());
    }
  }

  private static Suite.Proven proven(
      @Nullable String file, LogProof proof, @Nullable Path key, HomeLayout home) {
    try {
      Checkpoint checkpoint = proof.check(Trail.vkey(home, key));
      return new Suite.Proven(
          file,
          proof.index(),
          checkpoint.size(),
          checkpoint.time() == null ? null : checkpoint.time().toString(),
          new String(proof.leaf(), StandardCharsets.UTF_8));
    } catch (AuditLogException bad) {
      throw CommandFailed.failed("the proof does not hold: " + bad.getMessage());
    }
  }
}
