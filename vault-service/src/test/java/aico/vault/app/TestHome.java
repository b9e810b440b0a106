package aico.vault.app;

import aico.bus.crypto.SecretBytes;
import aico.vault.Asker;
import aico.vault.FileTrees;
import aico.vault.Gocryptfs;
import aico.vault.InMemoryVaultKeys;
import aico.vault.ListNotices;
import aico.vault.ListRecorder;
import aico.vault.Outcome;
import aico.vault.Places;
import aico.vault.Recorder;
import aico.vault.Registry;
import aico.vault.SetClocks;
import aico.vault.VaultFolders;
import aico.vault.VaultKeys;
import aico.vault.VaultLayout;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.VaultView;
import aico.vault.Vaults;
import aico.vault.copy.FolderTrees;
import aico.vault.gocryptfs.GocryptfsProgram;
import aico.vault.manifest.FileManifests;
import aico.vault.manifest.ManifestKey;
import aico.vault.os.FolderMountPoints;
import aico.vault.os.LinuxProcesses;
import aico.vault.os.PasswdFile;
import aico.vault.os.ProcMountTable;
import aico.vault.storage.FileRegistry;
import aico.vault.storage.FileUnlockMemory;
import aico.vault.storage.FileVaultFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** A home in a folder, with real files, mounts and processes; keys and trail in memory. */
final class TestHome implements AutoCloseable {
  static final Asker PERSON = new Asker("cli", "owner", null, "request");

  final Path folder;
  final Places places;
  final InMemoryVaultKeys keys;
  final ListRecorder trail = new ListRecorder();
  final ListNotices notices = new ListNotices();
  final ProcMountTable table = new ProcMountTable();
  final LinuxProcesses processes = new LinuxProcesses();
  final SecretBytes manifestKey;
  final SetClocks clocks = new SetClocks();
  final FileManifests manifests;

  /** Done by whoever asks for the key of the manifests, before they have it. */
  volatile Runnable beforeManifestKey = () -> {};

  final FileTrees trees = new FolderTrees(processes);
  Vaults vaults;

  TestHome(Path parent) throws IOException {
    this(parent.toRealPath(), below(parent.toRealPath()));
  }

  private static Places below(Path folder) throws IOException {
    return new Places(
        Files.createDirectories(folder.resolve("vaults")),
        Files.createDirectories(folder.resolve("mnt")),
        Files.createDirectories(folder.resolve("mnt-for")),
        0,
        0,
        false);
  }

  TestHome(Path folder, Places places) {
    this(folder, places, new InMemoryVaultKeys(), SecretBytes.random(32));
  }

  /** What a power cut left in the folder, with the keys that there were. */
  TestHome afterPowerCut() {
    return new TestHome(folder, places, keys, manifestKey);
  }

  private TestHome(Path folder, Places places, InMemoryVaultKeys keys, SecretBytes manifestKey) {
    this.folder = folder;
    this.places = places;
    this.keys = keys;
    this.manifestKey = manifestKey;
    manifests =
        new FileManifests(
            folder.resolve("manifests"),
            () -> {
              beforeManifestKey.run();
              return ManifestKey.of(manifestKey.copy());
            },
            Clock.systemUTC(),
            (store, generation) -> {});
    vaults = newVaults();
    vaults.start();
  }

  private Vaults newVaults() {
    return vaults(new Interruption(0));
  }

  /** Of which the process ends at some moment. */
  Vaults vaults(Interruption at) {
    return new Vaults(
        places,
        at.on(Registry.class, new FileRegistry(folder.resolve("registry"))),
        new FileUnlockMemory(folder.resolve("ended.json")),
        at.on(VaultFolders.class, new FileVaultFolders(places, trees)),
        new FolderMountPoints(table),
        at.on(Gocryptfs.class, new GocryptfsProgram(processes, table, places)),
        at.on(FileTrees.class, trees),
        manifests,
        at.on(VaultKeys.class, keys),
        at.on(Recorder.class, trail),
        notices,
        clocks,
        new PasswdFile(Path.of("/etc/passwd")),
        () -> UUID.randomUUID().toString().replace("-", ""));
  }

  /** As after a crash of the service: what is mounted stays until the new one starts. */
  void restart() {
    vaults = newVaults();
    vaults.start();
  }

  Outcome create(String name) {
    return vaults.create(new VaultName(name), null, "owner", PERSON);
  }

  Outcome mount(String name) {
    return vaults.mount(new VaultName(name), PERSON);
  }

  Outcome unmount(String name) {
    return vaults.unmount(new VaultName(name), PERSON);
  }

  VaultView view(String name) {
    return vaults.list().stream()
        .filter(vault -> vault.name().text().equals(name))
        .findFirst()
        .orElseThrow();
  }

  VaultState state(String name) {
    return view(name).state();
  }

  Path files(String name) {
    return mountPoint(name).resolve(Places.FILES);
  }

  Path mountPoint(String name) {
    return places.mounts().resolve(name);
  }

  VaultLayout layout(String name) {
    return new VaultLayout(places.vaults().resolve(name));
  }

  /** The gocryptfs process that serves a vault, or -1. */
  long pid(String name) {
    return processes.find("gocryptfs", List.of("-fg", mountPoint(name).toString())).stream()
        .mapToLong(process -> process.pid())
        .findFirst()
        .orElse(-1);
  }

  @Override
  public void close() {
    vaults.stop();
  }
}
