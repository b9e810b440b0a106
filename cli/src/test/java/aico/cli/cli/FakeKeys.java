package aico.cli.cli;

import aico.cli.Keys;
import aico.cli.Older;
import aico.cli.Proof;
import aico.cli.SlotKinds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keys with a password and a kit that do nothing but answer. */
final class FakeKeys implements Keys {
  private final Consumer<Object> calls;
  List<String> because = List.of();
  List<String> left = List.of();

  FakeKeys(Consumer<Object> calls) {
    this.calls = calls;
  }

  @Override
  public List<Slot> slots() {
    calls.accept("slots");
    return List.of(slot("aa", "password", null), slot("bb", "recovery", "2026-11-24T10:00:00Z"));
  }

  private static Slot slot(String id, String kind, @Nullable String tested) {
    return new Slot(
        id,
        kind,
        "2026-11-01T12:00:00Z",
        tested,
        SlotKinds.protects(kind),
        SlotKinds.exposes(kind));
  }

  @Override
  public SlotTested test(String id, Optional<Proof> proof) {
    calls.accept(List.of("test " + id, proof));
    return new SlotTested(id, "2026-11-24T10:00:00Z");
  }

  @Override
  public SlotAdded addShares(Proof proof, @Nullable Path out) {
    calls.accept(List.of("shares to " + out, proof));
    return new SlotAdded(
        "cc",
        "shares",
        out == null ? List.of() : List.of(out + "/share-1.txt"),
        FakeSuite.OLDER.older(),
        FakeSuite.OLDER.backups());
  }

  @Override
  public Older.Copies remove(String id, Proof proof) {
    calls.accept(List.of("remove " + id, proof));
    return FakeSuite.OLDER;
  }

  @Override
  public SlotAdded unattendedOn(Proof proof) {
    calls.accept(List.of("unattended on", proof));
    return new SlotAdded("dd", "unattended", List.of(), List.of(), List.of());
  }

  @Override
  public void unattendedOff() {
    calls.accept("unattended off");
  }

  @Override
  public Unattended unattended() {
    return new Unattended(true, true, true, "file", false, false, true);
  }

  @Override
  public BootTest bootTest() {
    return new BootTest(because.isEmpty(), because, List.of("home"));
  }

  @Override
  public Rotated rotate(RotationRequest request) {
    calls.accept(request);
    Path kit = request.kit();
    return new Rotated(
        "ee",
        kit == null ? null : kit.toString(),
        request.vaults() ? List.of("home") : List.of(),
        left,
        List.of("the recovery kit with KEY ID bb"),
        List.of("/media/disk/aico: 2026-11-24T09:30:00Z"));
  }

  @Override
  public InstallationRotated rotateInstallation(Proof proof, @Nullable String into) {
    calls.accept(List.of("installation into " + into, proof));
    return new InstallationRotated(
        "ee",
        "dd",
        into == null ? "file" : into,
        "file",
        left,
        List.of("the installation key dd opens what was"),
        List.of("/media/disk/aico: 2026-11-24T09:30:00Z"));
  }
}
