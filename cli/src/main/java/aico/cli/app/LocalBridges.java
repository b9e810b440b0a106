package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.bus.contract.Principals;
import aico.bus.crypto.SecretBytes;
import aico.cli.Bridges;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.bus.SuiteBus;
import aico.cli.os.Run;
import aico.cli.storage.BridgeFiles;
import aico.cli.storage.BridgeFiles.Content;
import aico.cli.storage.BridgeFiles.Entry;
import aico.cli.storage.BridgeStatus;
import aico.cli.storage.GivenSecret;
import aico.cli.storage.HomeLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the bridge of one home. Each is an integrator of audit-service's, {@code
 * bridge-<name>}, so that adding one asks the policy, and adding and removing are recorded.
 */
final class LocalBridges implements Bridges {
  private static final String INTEGRATOR_PREFIX = "bridge-";

  /** As the bridge itself has it. */
  private static final int TARGETS_MAX = 16;

  private static final int NAME_MAX_CHARS = 56;
  private static final int BRIDGE_USAGE = 2;

  /** A running bridge lets go of a target within a second. */
  private static final long LET_GO_MS = 5_000;

  /** Carries out one conversation with the services. */
  interface Line {
    <T> T forPerson(java.util.function.BiFunction<Acting, SuiteBus, T> conversation);

    <T> T onBus(Function<SuiteBus, T> conversation);
  }

  private final Surroundings surroundings;
  private final HomeLayout home;
  private final HomeConfig config;
  private final BridgeHome bridge;
  private final Line line;

  LocalBridges(Surroundings surroundings, HomeConfig config, BridgeHome bridge, Line line) {
    this.surroundings = surroundings;
    home = surroundings.home();
    this.config = config;
    this.bridge = bridge;
    this.line = line;
  }

  @Override
  public Added add(Wanted wanted) {
    requireName(wanted.name());
    requireOwner();
    try (HomeLock lock = CommandLock.take(surroundings);
        SecretBytes secret =
            wanted.secretFile() == null ? null : GivenSecret.read(wanted.secretFile())) {
      byte[] certificates =
          wanted.caFile() == null ? null : GivenSecret.certificates(wanted.caFile());
      Optional<Content> before = BridgeFiles.read(home);
      List<Entry> targets = new ArrayList<>(before.map(Content::targets).orElse(List.of()));
      if (targets.stream().anyMatch(target -> target.name().equals(wanted.name()))) {
        throw CommandFailed.failed("target '" + wanted.name() + "' exists already");
      }
      if (targets.size() >= TARGETS_MAX) {
        throw CommandFailed.failed(
            "there are " + TARGETS_MAX + " targets, which is all there may be");
      }
      return line.forPerson((acting, bus) -> {
        Entry entry = entry(wanted, from(wanted, bus));
        targets.add(entry);
        BridgeFiles files = bridge.prepare();
        IntegratorEndpoints.Stream stream = IntegratorEndpoints.stream(home, config);
        Content content = new Content(stream.endpoint(), stream.serverKey(), targets);
        check(files, content, entry, secret, certificates);
        eventFolder(entry);
        if (isSuspended(bus, entry.name())) {
          bus.ask(
              new AuditRequest.IntegratorRemove(INTEGRATOR_PREFIX + entry.name()), SuiteBus.QUICK);
        }
        admit(acting, entry.name());
        files.write(home.bridge(), entry.name(), secret, certificates);
        files.write(home.bridge(), content);
        return new Added(entry.name(), entry.to(), entry.filter(), entry.from());
      });
    }
  }

  /** Has the bridge's own program look at the target, before anything comes of it. */
  private void check(
      BridgeFiles files,
      Content content,
      Entry entry,
      @Nullable SecretBytes secret,
      byte @Nullable [] certificates) {
    Path draft = files.draftFolder();
    try {
      files.write(draft, entry.name(), secret, certificates);
      files.write(draft, new Content(content.endpoint(), content.serverKey(), List.of(entry)));
      Run.Ended ended = bridge.once(draft, "--check");
      if (!ended.ok()) {
        throw refused(ended);
      }
    } finally {
      files.removeDraft();
    }
  }

  /** Its line is {@code field: what is wrong}; a field is named as the option is. */
  private static CommandFailed refused(Run.Ended ended) {
    String[] said = ended.lastLine().split(": ", 2);
    if (ended.code() != BRIDGE_USAGE || said.length < 2) {
      return CommandFailed.failed("the bridge: " + ended.lastLine());
    }
    return CommandFailed.usage("--" + said[0].replace('_', '-'), said[1]);
  }

  private void admit(Acting acting, String name) {
    // A key that an interrupted add left would be one that nobody vouches for.
    bridge.forget(name);
    String publicKey = bridge.makeKey(name);
    boolean listed = false;
    try {
      acting.ask(
          Principals.AUDIT,
          new AuditRequest.IntegratorAdd(INTEGRATOR_PREFIX + name, publicKey, true),
          SuiteBus.LONG);
      listed = true;
    } finally {
      if (!listed) {
        bridge.forget(name);
      }
    }
  }

  /**
   * Whether this integrator is a target of the bridge, which follows a change of keys by itself.
   */
  static boolean isOwn(HomeLayout home, String integrator) {
    return BridgeFiles.read(home).map(Content::targets).orElse(List.of()).stream()
        .anyMatch(target -> integrator.equals(INTEGRATOR_PREFIX + target.name()));
  }

  /** Tells the bridge where the stream is now and whose key answers there. */
  static void followStream(HomeLayout home, HomeConfig config, BridgeHome bridge) {
    BridgeFiles.read(home)
        .ifPresent(content -> {
          IntegratorEndpoints.Stream stream = IntegratorEndpoints.stream(home, config);
          bridge
              .prepare()
              .write(
                  home.bridge(),
                  new Content(stream.endpoint(), stream.serverKey(), content.targets()));
        });
  }

  private void eventFolder(Entry entry) {
    if (entry.to().startsWith("file:")) {
      Path parent = Path.of(entry.to().replaceFirst("^file:(//)?", "")).getParent();
      if (parent != null && !Files.exists(parent)) {
        String readers = bridge.eventFolder(parent, config);
        surroundings.say("made " + parent + "; " + readers + " may read what comes there");
      }
    }
  }

  private static Entry entry(Wanted wanted, long from) {
    boolean phone = wanted.to().startsWith("ntfy+");
    String filter = wanted.filter();
    return new Entry(
        wanted.name(),
        wanted.to(),
        wanted.shape(),
        filter != null ? filter : phone ? "*/medium" : "*/unknown",
        from,
        wanted.allowPrivate(),
        wanted.user() == null ? "" : wanted.user(),
        wanted.secretFile() != null,
        wanted.caFile() != null,
        wanted.rotateMib(),
        wanted.rotateHours(),
        wanted.keep());
  }

  private static long from(Wanted wanted, SuiteBus bus) {
    String from = wanted.from();
    boolean archive =
        wanted.to().startsWith("file:")
            || wanted.to().startsWith("otlp+")
            || wanted.to().startsWith("syslog+");
    return switch (from == null ? archive ? "earliest" : "now" : from) {
      case "earliest" -> 0;
      case "now" -> bus.ask(new AuditRequest.State(), SuiteBus.QUICK).size();
      default -> throw CommandFailed.usage("--from", "'" + from + "' (expected: earliest or now)");
    };
  }

  @Override
  public List<Target> list() {
    Optional<Content> content = BridgeFiles.read(home);
    if (content.isEmpty()) {
      return List.of();
    }
    requireOwner();
    Map<String, BridgeStatus.One> status = BridgeStatus.parse(bridge.status());
    return content.get().targets().stream()
        .map(entry -> BridgeStatus.target(entry, status.get(entry.name())))
        .toList();
  }

  @Override
  public void test(String name) {
    requireThere(name);
    requireOwner();
    Run.Ended ended = bridge.once(home.bridge(), "--test", name);
    if (!ended.ok()) {
      String[] said = ended.lastLine().split(": ", 2);
      throw CommandFailed.failed(
          "target '" + name + "': " + (said.length < 2 ? ended.lastLine() : said[1]));
    }
  }

  @Override
  public void remove(String name) {
    requireName(name);
    requireOwner();
    try (HomeLock lock = CommandLock.take(surroundings)) {
      Optional<Content> content = BridgeFiles.read(home);
      List<Entry> left = new ArrayList<>(content.map(Content::targets).orElse(List.of()));
      boolean there = left.removeIf(target -> target.name().equals(name));
      boolean listed = line.onBus(bus -> isListed(bus, name));
      if (!there && !listed) {
        throw CommandFailed.usage("name", "there is no target '" + name + "'");
      }
      if (listed) {
        line.onBus(bus ->
            bus.ask(new AuditRequest.IntegratorRemove(INTEGRATOR_PREFIX + name), SuiteBus.QUICK));
      }
      BridgeFiles files = bridge.prepare();
      content.ifPresent(before ->
          files.write(home.bridge(), new Content(before.endpoint(), before.serverKey(), left)));
      files.remove(name);
      awaitLetGo(name);
      bridge.forget(name);
    }
  }

  /** The target of the bridge that an integrator stands for. */
  static Optional<String> target(String integrator) {
    return integrator.startsWith(INTEGRATOR_PREFIX)
        ? Optional.of(integrator.substring(INTEGRATOR_PREFIX.length()))
        : Optional.empty();
  }

  private static boolean isListed(SuiteBus bus, String name) {
    return bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK).integrators().stream()
        .anyMatch(integrator -> integrator.name().equals(INTEGRATOR_PREFIX + name));
  }

  /** A restore brought it back; where it leads no backup holds. */
  private static boolean isSuspended(SuiteBus bus, String name) {
    return bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK).integrators().stream()
        .anyMatch(integrator ->
            integrator.name().equals(INTEGRATOR_PREFIX + name)
                && Boolean.TRUE.equals(integrator.suspended()));
  }

  /** So that it does not write into a folder that is gone. */
  private void awaitLetGo(String name) {
    long untilNs = System.nanoTime() + LET_GO_MS * 1_000_000;
    while (BridgeStatus.parse(bridge.status()).containsKey(name)
        && Files.exists(home.bridgeTargets())
        && System.nanoTime() - untilNs < 0) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void requireThere(String name) {
    requireName(name);
    boolean there =
        BridgeFiles.read(home).map(Content::targets).orElse(List.of()).stream()
            .anyMatch(target -> target.name().equals(name));
    if (!there) {
      throw CommandFailed.usage("name", "there is no target '" + name + "'");
    }
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0," + (NAME_MAX_CHARS - 1) + "}")) {
      throw CommandFailed.usage(
          "name", "expected: a-z, 0-9 and -, at most " + NAME_MAX_CHARS + " characters");
    }
  }

  /** The settings belong to whoever set the home up. */
  private void requireOwner() {
    if (!Files.isWritable(home.config())) {
      throw CommandFailed.failed(
          home.root()
              + ": the bridge's files are not yours: run this as the user of aico up (sudo)");
    }
  }
}
