package aico.vault.app;

import aico.vault.Asker;
import aico.vault.InMemoryVaultKeys;
import aico.vault.ListNotices;
import aico.vault.ListRecorder;
import aico.vault.Outcome;
import aico.vault.Places;
import aico.vault.VaultLayout;
import aico.vault.VaultName;
import aico.vault.VaultState;
import aico.vault.VaultView;
import aico.vault.Vaults;
import aico.vault.gocryptfs.GocryptfsProgram;
import aico.vault.os.FolderMountPoints;
import aico.vault.os.LinuxProcesses;
import aico.vault.os.ProcMountTable;
import aico.vault.storage.FileRegistry;
import aico.vault.storage.FileUnlockMemory;
import aico.vault.storage.FileVaultFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A home in a folder, with real files, mounts and processes; keys and trail in memory. */
final class TestHome implements AutoCloseable {
  static final Asker PERSON = new Asker("cli", "owner", null, "request");

  final Path folder;
  final Places places;
  final InMemoryVaultKeys keys = new InMemoryVaultKeys();
  final ListRecorder trail = new ListRecorder();
  final ListNotices notices = new ListNotices();
  final ProcMountTable table = new ProcMountTable();
  final LinuxProcesses processes = new LinuxProcesses();
  Vaults vaults;

  TestHome(Path parent) throws IOException {
    this(
        parent.toRealPath(),
        new Places(
            Files.createDirectories(parent.toRealPath().resolve("vaults")),
            Files.createDirectories(parent.toRealPath().resolve("mnt")),
            0,
            0,
            false));
  }

  TestHome(Path folder, Places places) {
    this.folder = folder;
    this.places = places;
    vaults = newVaults();
    vaults.start();
  }

  private Vaults newVaults() {
    return new Vaults(
        places,
        new FileRegistry(folder.resolve("registry")),
        new FileUnlockMemory(folder.resolve("ended.json")),
        new FileVaultFolders(places),
        new FolderMountPoints(table),
        new GocryptfsProgram(processes, table, places),
        keys,
        trail,
        notices,
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
    return places.files(new VaultName(name));
  }

  Path mountPoint(String name) {
    return places.mountPoint(new VaultName(name));
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
