package aico.cli.app;

import aico.audit.log.AuditLogException;
import aico.audit.log.Checkpoint;
import aico.audit.log.CosignerKey;
import aico.audit.log.LogVerifier;
import aico.audit.log.Problem;
import aico.audit.log.Verification;
import aico.audit.log.Vkey;
import aico.bus.contract.AuditRequest;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.Suite;
import aico.cli.SuiteService;
import aico.cli.TrailReport;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.Reasons;
import aico.cli.storage.TrustFile;
import aico.cli.storage.WitnessFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the audit trail from its service, and verifies it from its files alone. */
final class Trail {
  /** More problems than a person reads. */
  private static final int PROBLEMS_SHOWN = 10;

  private Trail() {}

  /** Those of the events that are there still. */
  static List<String> events(SuiteBus bus, List<Long> sequences) {
    List<String> events = new ArrayList<>();
    for (long sequence : sequences) {
      events.addAll(bus.ask(new AuditRequest.Query(sequence, 1), SuiteBus.QUICK).events());
    }
    return events;
  }

  /** Verifies a log; everything but {@code home} as in {@link Suite}. */
  static Suite.Verified verify(
      HomeLayout home,
      @Nullable Path folder,
      @Nullable Path key,
      Suite.Outside given,
      @Nullable Path epochKey) {
    Path log = log(home, folder);
    Vkey vkey = vkey(home, key);
    Vkey anchor = null;
    if (epochKey != null) {
      anchor = vkey("--epoch-key", epochKey);
    } else if (key == null && Files.exists(home.auditEpochKey())) {
      anchor = vkey("--epoch-key", home.auditEpochKey());
    }
    Outside outside = Outside.read(given, vkey);
    try {
      Checkpoint known = outside == null ? null : outside.checkpoint();
      return report(LogVerifier.verify(log, vkey, known, anchor), outside);
    } catch (UncheckedIOException unreadable) {
      throw unreadable(log, unreadable);
    }
  }

  static CommandFailed unreadable(Path log, UncheckedIOException e) {
    IOException cause = e.getCause();
    String reason = cause == null ? "unknown" : Reasons.of(cause);
    return CommandFailed.failed(
        log
            + ": cannot be read: "
            + reason
            + (cause instanceof AccessDeniedException ? "; run this as root" : ""));
  }

  /** The log's folder; null is the home's own. */
  static Path log(HomeLayout home, @Nullable Path folder) {
    Path log = folder == null ? ownLog(home) : folder;
    if (!Files.isDirectory(log)) {
      throw CommandFailed.usage(
          "DIR", log + ": there is no such folder, or you may not look into it");
    }
    return log;
  }

  /** The log's public key; null is the home's own. */
  static Vkey vkey(HomeLayout home, @Nullable Path key) {
    return vkey("--key", key == null ? home.auditKey() : key);
  }

  private static Vkey vkey(String field, Path file) {
    try {
      return Vkey.parse(TrustFile.read(field, file));
    } catch (AuditLogException bad) {
      throw CommandFailed.usage(field, String.valueOf(bad.getMessage()));
    }
  }

  private static Path ownLog(HomeLayout home) {
    Path state = home.state(SuiteService.AUDIT);
    Path log = state.resolve("log");
    return Files.isDirectory(log) ? log : state;
  }

  /** A checkpoint that was not kept by the log. */
  private record Outside(Checkpoint checkpoint, String sentence) {
    static @Nullable Outside read(Suite.Outside given, Vkey vkey) {
      Path since = given.since();
      Path witness = given.witness();
      if (since != null) {
        return of("--since", since, vkey, null);
      }
      if (witness == null) {
        return null;
      }
      Path key = given.witnessKey();
      Path keyFile = key == null ? witness.resolveSibling(WitnessFolder.PUBLIC_KEY) : key;
      try {
        CosignerKey cosigner = CosignerKey.parse(TrustFile.read("--witness-key", keyFile));
        return of("--witness", witness, vkey, cosigner);
      } catch (AuditLogException bad) {
        throw CommandFailed.usage("--witness-key", String.valueOf(bad.getMessage()));
      }
    }

    private static Outside of(String field, Path file, Vkey vkey, @Nullable CosignerKey cosigner) {
      byte[] note = TrustFile.readSmall(field, file);
      try {
        Checkpoint checkpoint = Checkpoint.open(note, vkey);
        return new Outside(
            checkpoint,
            cosigner == null
                ? "It continues the checkpoint you gave."
                : "It continues what %s cosigned at %s: %,d events. What came later only the log itself says."
                    .formatted(cosigner.name(), cosigner.cosigned(note), checkpoint.size()));
      } catch (AuditLogException bad) {
        throw CommandFailed.usage(field, String.valueOf(bad.getMessage()));
      }
    }
  }

  private static Suite.Verified report(Verification found, @Nullable Outside outside) {
    OptionalLong bad = found.firstBadIndex();
    TrailReport report =
        new TrailReport(
            found.whole(),
            found.size(),
            found.first(),
            Base64.getEncoder().encodeToString(found.root()),
            found.checkpointTime() == null ? null : found.checkpointTime().toString(),
            bad.isPresent() ? bad.getAsLong() : null);
    List<String> words = new ArrayList<>();
    if (found.whole()) {
      words.add(
          "The trail is whole: "
              + (found.size() - found.first())
              + " events, each unchanged and in its place.");
    } else {
      words.add("The trail is damaged, from event " + bad.orElse(0) + " on:");
      for (Problem problem : found.problems().stream().limit(PROBLEMS_SHOWN).toList()) {
        words.add("  event " + problem.index() + ": " + problem.message());
      }
    }
    if (found.whole() && found.first() > 0) {
      words.add(
          "Events 0 to "
              + (found.first() - 1)
              + " were dropped by retention, as the trail itself records (log.pruned); what is left"
              + " of them are their hashes, which lead to the signed root.");
    }
    words.add("Root " + report.root());
    if (report.checkpoint_time() != null) {
      words.add("Signed checkpoint of " + report.checkpoint_time());
    }
    if (found.leavesBehindCheckpoint() > 0) {
      words.add(
          found.leavesBehindCheckpoint()
              + " newer events are not covered by a checkpoint yet; the service signs one every"
              + " second.");
    }
    if (found.tornTail()) {
      words.add("The last frame is unfinished: a write under way, or a crash. No fault.");
    }
    if (outside == null) {
      words.add(
          "Nothing outside confirms its end: whoever holds the log and its key could have cut"
              + " it back. Give a checkpoint kept elsewhere with --since, or ask a subscriber.");
    } else if (found.whole()) {
      words.add(outside.sentence());
    }
    return new Suite.Verified(report, words);
  }
}
