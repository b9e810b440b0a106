package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.crypto.SecretPipe;
import aico.cli.CommandFailed;
import aico.cli.HomeLayout;
import aico.cli.bus.OwnerProof;
import aico.cli.os.Jdk;
import aico.cli.os.KeyStorageEnvironment;
import aico.cli.os.Run;
import aico.cli.storage.VaultEntries;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs key-service's program that opens a copied state folder with a user's proof. */
final class CopiedKeys {
  /** A vault is read whole: terabytes on a slow disk. */
  private static final Duration LIMIT = Duration.ofDays(2);

  private static final int WRONG = 12;
  private static final int MISTYPED = 13;
  private static final int DAMAGED = 26;
  private static final String PROGRAM = "aico.key.app.CopiedKeysMain";

  private final HomeLayout home;
  private final Jdk jdk;

  /** What runs is the home's own copy. */
  CopiedKeys(HomeLayout home, Jdk jdk) {
    this.home = home;
    this.jdk = jdk;
  }

  /**
   * Proves that the user's proof opens the folder and the keys of all vaults that are theirs too.
   *
   * @param read vaults of which every block is read, with their ciphertext as folder
   * @return the ids of those that are damaged
   */
  List<String> check(Path folder, String user, OwnerProof proof, List<VaultEntries.Entry> read) {
    List<String> arguments = new ArrayList<>();
    for (VaultEntries.Entry vault : read) {
      arguments.add(vault.id());
      arguments.add(vault.folder().toString());
    }
    return run("check", folder, user, proof, null, arguments)
        .output()
        .lines()
        .filter(line -> line.startsWith("damaged "))
        .map(line -> line.substring("damaged ".length()))
        .toList();
  }

  /** Puts the installation key into the folder's key storage. */
  void install(Path folder, String user, OwnerProof proof, @Nullable String systemUser) {
    run("install", folder, user, proof, systemUser, List.of());
  }

  private Run.Ended run(
      String task,
      Path folder,
      String user,
      OwnerProof proof,
      @Nullable String systemUser,
      List<String> vaults) {
    List<String> line = KeyProgram.line(home, jdk, systemUser, PROGRAM);
    line.addAll(
        List.of(
            task, folder.toString(), user, proof instanceof OwnerProof.Kit ? "kit" : "password"));
    line.addAll(vaults);
    if (2 * proof.secret().sizeBytes() >= SecretPipe.MAX_TOTAL_BYTES) {
      throw CommandFailed.usage(KitReader.OPTION, "too long to be a recovery kit");
    }
    Run.Ended ended;
    try (SecretPipe pipe = SecretPipe.holdingHexLines(proof.secret())) {
      ended = Run.toEnd(LIMIT, KeyStorageEnvironment.ofThisProcess(), pipe.redirect(), line);
    }
    return switch (ended.code()) {
      case 0, DAMAGED -> ended;
      case WRONG ->
          throw new CommandFailed(
              ErrorCode.DENIED,
              proof instanceof OwnerProof.Kit
                  ? "wrong recovery kit: it does not open this backup"
                  : "wrong password: it does not open this backup (an older backup wants the"
                      + " password of its day)");
      case MISTYPED -> throw CommandFailed.usage(KitReader.OPTION, ended.lastLine());
      default -> throw CommandFailed.failed("the keys in " + folder + ": " + ended.lastLine());
    };
  }
}
