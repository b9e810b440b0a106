package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.crypto.SecretPipe;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Proof;
import aico.cli.Suite.KeyStorageMoved;
import aico.cli.Suite.KeyStorageState;
import aico.cli.SuiteService;
import aico.cli.SupervisorState;
import aico.cli.bus.KeyChanges;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Jdk;
import aico.cli.os.KeyStorageEnvironment;
import aico.cli.os.Run;
import aico.cli.storage.HomeLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code keystore}: where the installation key rests. */
final class KeyStorages {
  /** A store may wait for a person who opens their keyring, twice. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String PROGRAM = "aico.key.app.KeyStoreMain";
  private static final int WRONG = 12;
  private static final int MISTYPED = 13;

  /** {@code store NAME FACTS used|free FAULT}. */
  private static final int WORDS = 5;

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final HomeConfig config;
  private final Supervision supervision;

  KeyStorages(Surroundings surroundings, HomeConfig config, Supervision supervision) {
    this.surroundings = surroundings;
    this.config = config;
    this.supervision = supervision;
    home = surroundings.home();
  }

  /** Every store, as key-service's user finds it now, whether that runs or not. */
  List<KeyStorageState> list() {
    List<String> line = line("list");
    Run.Ended ended = Run.toEnd(LIMIT, KeyStorageEnvironment.ofThisProcess(), Run.NOTHING, line);
    if (!ended.ok()) {
      throw CommandFailed.failed("the key storages: " + ended.lastLine());
    }
    List<KeyStorageState> storages = new ArrayList<>();
    for (String store : ended.output().lines().toList()) {
      String[] words = store.split(" ", WORDS);
      if (words.length == WORDS && words[0].equals("store")) {
        String fault = words[4].equals("-") ? null : words[4];
        storages.add(
            new KeyStorageState(
                words[1],
                fault == null,
                fault,
                words[3].equals("used"),
                words[2].charAt(0) == '1',
                words[2].charAt(1) == '1',
                words[2].charAt(2) == '1',
                words[2].charAt(3) == '1'));
      }
    }
    return storages;
  }

  private List<String> line(String task) {
    Path program = home.application(SuiteService.KEY);
    if (!Files.isDirectory(program)) {
      throw CommandFailed.unreachable(home.root() + ": not set up to its end yet: run aico up");
    }
    String user = config.hasServiceUsers() ? config.userOf(SuiteService.KEY) : null;
    List<String> line = KeyProgram.line(home, Jdk.running(), user, PROGRAM);
    line.add(task);
    line.add(home.state(SuiteService.KEY).toString());
    return line;
  }

  /** By key-service where it answers; else, with the services stopped, out of the second copy. */
  KeyStorageMoved move(String storage, Proof proof) {
    ProofReader reader = new ProofReader(surroundings.terminal());
    Optional<OwnerProof> given = reader.given(proof);
    try (OwnerProof shown = given.orElseGet(() -> reader.ask(proof))) {
      if (supervision.running().isPresent()) {
        try (SuiteBus bus = SuiteBus.open(home.cli())) {
          if (answers(bus)) {
            KeyReply.StorageMoved moved =
                new KeyChanges(bus, Users.OWNER).moveStorage(shown, storage);
            return new KeyStorageMoved(moved.from(), moved.to(), moved.left());
          }
        }
      }
      return moveStopped(storage, shown);
    }
  }

  private static boolean answers(SuiteBus bus) {
    try {
      bus.ask(new KeyRequest.State(), SuiteBus.QUICK);
      return true;
    } catch (CommandFailed absent) {
      return false;
    }
  }

  private KeyStorageMoved moveStopped(String storage, OwnerProof proof) {
    try (HomeLock lock = CommandLock.take(surroundings)) {
      Optional<SupervisorState> running = supervision.running();
      if (running.isPresent()) {
        surroundings.say("key-service does not answer: stopping the services");
        supervision.stop(running.get());
      }
      supervision.clearUp();
      surroundings.say("taking the installation key out of its second copy");
      String moved = moveByProgram(storage, proof);
      if (running.isPresent()) {
        new Up(surroundings).start(config);
      }
      String[] words = moved.split(" ", -1);
      return new KeyStorageMoved(words[1], words[2], null);
    }
  }

  private String moveByProgram(String storage, OwnerProof proof) {
    List<String> line = line("move");
    line.addAll(
        List.of(Users.OWNER, storage, proof instanceof OwnerProof.Kit ? "kit" : "password"));
    if (2 * proof.secret().sizeBytes() >= SecretPipe.MAX_TOTAL_BYTES) {
      throw CommandFailed.usage(KitReader.OPTION, "too long to be a recovery kit");
    }
    Run.Ended ended;
    try (SecretPipe pipe = SecretPipe.holdingHexLines(proof.secret())) {
      ended = Run.toEnd(LIMIT, KeyStorageEnvironment.ofThisProcess(), pipe.redirect(), line);
    }
    return switch (ended.code()) {
      case 0 -> ended.lastLine();
      case WRONG ->
          throw new CommandFailed(
              ErrorCode.DENIED,
              proof instanceof OwnerProof.Kit ? "wrong recovery kit" : "wrong password");
      case MISTYPED -> throw CommandFailed.usage(KitReader.OPTION, ended.lastLine());
      default -> throw CommandFailed.failed(ended.lastLine());
    };
  }

  /** The store in use, and what is told of it. */
  static Optional<KeyStorageState> used(List<KeyStorageState> storages) {
    return storages.stream().filter(KeyStorageState::in_use).findFirst();
  }

  /** A store that can be used here and keeps more than that one does, with nobody logged in. */
  static @Nullable KeyStorageState better(List<KeyStorageState> storages, KeyStorageState used) {
    for (KeyStorageState other : storages) {
      if (other.available()
          && other.works_logged_out()
          && other.keeps_out_other_users()
          && other.survives_stolen_disk()
          && !used.survives_stolen_disk()) {
        return other;
      }
    }
    return null;
  }
}
