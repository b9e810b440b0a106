package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.bus.contract.Shapes;
import aico.bus.crypto.SecretBytes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.Keys;
import aico.cli.Kits;
import aico.cli.Older;
import aico.cli.Passwords;
import aico.cli.Proof;
import aico.cli.SlotKinds;
import aico.cli.bus.OwnerProof;
import aico.cli.bus.SlotChanges;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.RecoveryKitFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A user's master key, over the bus. */
final class OwnerKeys implements Keys {
  static final String UNATTENDED = "unattended";
  private static final String SHARES = "shares";
  private static final String OUT = "--out";

  private final Surroundings surroundings;
  private final HomeConfig config;
  private final String user;
  private final ProofReader proofs;
  private final PasswordReader passwords;

  OwnerKeys(Surroundings surroundings, HomeConfig config, String user) {
    this.surroundings = surroundings;
    this.config = config;
    this.user = user;
    proofs = new ProofReader(surroundings.terminal());
    passwords = new PasswordReader(surroundings.terminal());
  }

  @Override
  public List<Slot> slots() {
    return on(bus -> changes(bus).slots().stream().map(OwnerKeys::slot).toList());
  }

  private static Slot slot(KeyReply.Slot slot) {
    return new Slot(
        slot.id(),
        slot.kind(),
        slot.created(),
        slot.tested(),
        SlotKinds.protects(slot.kind()),
        SlotKinds.exposes(slot.kind()));
  }

  @Override
  public SlotTested test(String id, Optional<Proof> proof) {
    String kind =
        slots().stream()
            .filter(slot -> slot.id().equals(id))
            .map(Slot::kind)
            .findFirst()
            .orElseThrow(
                () -> CommandFailed.usage("ID", id + ": there is no such slot (aico slot list)"));
    KeyReply.SlotTested tested =
        switch (kind) {
          case UNATTENDED -> on(bus -> changes(bus).test(id));
          case "recovery" -> tested(id, proof.orElseGet(Kits.AskAtTerminal::new));
          case SHARES -> tested(id, proof.orElseGet(Kits.AskForShares::new));
          default -> tested(id, proof.orElseGet(Passwords.AskAtTerminal::new));
        };
    return new SlotTested(tested.slot_id(), tested.tested());
  }

  private KeyReply.SlotTested tested(String id, Proof proof) {
    return proven(proof, (changes, shown) -> changes.test(id, shown));
  }

  @Override
  public SlotAdded addShares(Proof proof, @Nullable Path out) {
    List<Path> files = new ArrayList<>();
    if (out != null) {
      if (!Files.isDirectory(out)) {
        throw CommandFailed.usage(OUT, out + ": no folder");
      }
      for (int number = 1; number <= 3; number++) {
        files.add(out.resolve("share-%d.txt".formatted(number)));
      }
    }
    if (files.isEmpty()) {
      NewKit.requirePlace(null, OUT, passwords.canAsk());
    }
    files.forEach(RecoveryKitFile::requireAbsent);
    return proven(
        proof,
        (changes, shown) -> {
          List<KeyReply.Slot> before = changes.slots();
          try (SlotChanges.Added added = changes.add(SHARES, shown)) {
            for (int i = 0; i < added.texts().size(); i++) {
              NewKit.handOver(added.texts().get(i), files.isEmpty() ? null : files.get(i), "share");
            }
            Older.Copies older = ended(before, slot -> slot.kind().equals(SHARES));
            return new SlotAdded(
                added.slotId(),
                SHARES,
                files.stream().map(Path::toString).toList(),
                older.older(),
                older.backups());
          }
        });
  }

  @Override
  public Older.Copies remove(String id, Proof proof) {
    return proven(
        proof,
        (changes, shown) -> {
          List<KeyReply.Slot> before = changes.slots();
          changes.remove(id, shown);
          return ended(before, slot -> slot.id().equals(id));
        });
  }

  private Older.Copies ended(List<KeyReply.Slot> before, Predicate<KeyReply.Slot> which) {
    return OlderCopies.ofSlots(surroundings.home(), before, which);
  }

  @Override
  public SlotAdded unattendedOn(Proof proof) {
    return proven(
        proof,
        (changes, shown) -> {
          surroundings.say(of(changes.rehearseStart(), user).lets());
          try (SlotChanges.Added added = changes.add(UNATTENDED, shown)) {
            return new SlotAdded(added.slotId(), UNATTENDED, List.of(), List.of(), List.of());
          }
        });
  }

  @Override
  public void unattendedOff() {
    on(bus -> {
      changes(bus).endUnattended();
      return true;
    });
  }

  @Override
  public Unattended unattended() {
    return of(on(bus -> changes(bus).rehearseStart()), user);
  }

  static Unattended of(KeyReply.Rehearsal rehearsal, String user) {
    Optional<KeyReply.UserStart> start =
        rehearsal.users().stream().filter(each -> each.user().equals(user)).findFirst();
    return new Unattended(
        start.map(KeyReply.UserStart::unattended).orElse(false),
        start.map(KeyReply.UserStart::opens).orElse(false),
        start.map(KeyReply.UserStart::held).orElse(false),
        rehearsal.key_storage(),
        rehearsal.survives_stolen_disk(),
        rehearsal.survives_stolen_machine(),
        rehearsal.keeps_out_other_users());
  }

  @Override
  public BootTest bootTest() {
    return on(bus -> new Reboot(surroundings).rehearse(bus));
  }

  @Override
  public Rotated rotate(RotationRequest request) {
    return new Rotate(surroundings, config, user, proofs, passwords).run(request);
  }

  @Override
  public InstallationRotated rotateInstallation(Proof proof, @Nullable String into) {
    String storage = into == null ? null : Talk.checked(() -> Shapes.storage("--into", into));
    Optional<OwnerProof> given = proofs.given(proof);
    try (OwnerProof shown = given.orElseGet(() -> proofs.ask(proof))) {
      surroundings.say("making a new installation key; the services go on, and take theirs");
      return on(bus -> new RotateInstallation(surroundings, user).run(bus, shown, storage));
    }
  }

  private interface Change<T> {
    T with(SlotChanges changes, OwnerProof shown);
  }

  private <T> T proven(Proof proof, Change<T> change) {
    Optional<OwnerProof> given = proofs.given(proof);
    try (OwnerProof shown = given.orElseGet(() -> proofs.ask(proof))) {
      return on(bus -> change.with(changes(bus), shown));
    }
  }

  private SlotChanges changes(SuiteBus bus) {
    return new SlotChanges(bus, user);
  }

  private <T> T on(Function<SuiteBus, T> conversation) {
    try (SuiteBus bus = SuiteBus.open(surroundings.home().cli())) {
      return conversation.apply(bus);
    }
  }

  /** Nothing, as a secret. */
  static SecretBytes none() {
    return SecretBytes.allocate(0);
  }
}
