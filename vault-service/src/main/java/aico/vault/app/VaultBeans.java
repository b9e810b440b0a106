package aico.vault.app;

import aico.bus.connector.AlertResponses;
import aico.bus.connector.Boot;
import aico.bus.connector.BusClient;
import aico.bus.connector.OneTimeKeys;
import aico.bus.connector.ReadOnly;
import aico.bus.connector.ResourceHolders;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.StateStores;
import aico.bus.connector.Trail;
import aico.bus.contract.AlertResponse;
import aico.bus.contract.InvalidField;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.vault.FileTrees;
import aico.vault.KnownHooks;
import aico.vault.MountTable;
import aico.vault.Notices;
import aico.vault.Places;
import aico.vault.Processes;
import aico.vault.VaultException;
import aico.vault.Vaults;
import aico.vault.bus.BusVaultKeys;
import aico.vault.bus.HarmlessRequests;
import aico.vault.bus.KeyFollower;
import aico.vault.bus.LockRemedy;
import aico.vault.bus.TrailRecorder;
import aico.vault.bus.VaultHolders;
import aico.vault.bus.VaultRequests;
import aico.vault.copy.FolderTrees;
import aico.vault.gocryptfs.GocryptfsProgram;
import aico.vault.manifest.FileManifests;
import aico.vault.manifest.ManifestKey;
import aico.vault.os.FolderMountPoints;
import aico.vault.os.LinuxProcesses;
import aico.vault.os.PasswdFile;
import aico.vault.os.ProcMountTable;
import aico.vault.storage.FileHookMemory;
import aico.vault.storage.FileRegistry;
import aico.vault.storage.FileResponses;
import aico.vault.storage.FileUnlockMemory;
import aico.vault.storage.FileVaultFolders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the service's parts from its adapters. */
@Singleton
public class VaultBeans {
  private static final int ID_BYTES = 16;
  private static final String RESPONSES_STORE = "responses";
  private static final String MANIFEST_KEY = "vault-manifest";

  @Produces
  @Singleton
  Places places(Boot boot) {
    // In training nothing is mounted, and the folders are not there.
    Path state = boot.stateFolder();
    return boot.training()
        ? new Places(state, state.resolve("mnt"), state.resolve("mnt-for"), 0, 0, false)
        : new PlacesSettings(boot).read();
  }

  @Produces
  @Singleton
  FileRegistry registry(Boot boot, Trail trail) {
    return new FileRegistry(boot.stateFolder().resolve("vaults"), trail::written);
  }

  @Produces
  @Singleton
  FileManifests manifests(Boot boot, ServiceKeys serviceKeys, Trail trail) {
    FileManifests manifests =
        new FileManifests(
            boot.stateFolder().resolve("manifests"),
            () -> held(serviceKeys.use(MANIFEST_KEY)),
            Clock.systemUTC(),
            trail::written);
    serviceKeys.onRenewal(MANIFEST_KEY, manifests::reseal);
    return manifests;
  }

  private static ManifestKey held(ServiceKeys.Use use) {
    return new ManifestKey() {
      @Override
      public SecretBytes bytes() {
        return use.key();
      }

      @Override
      public void close() {
        use.close();
      }
    };
  }

  @Produces
  @Singleton
  ReadOnly readOnly() {
    return new ReadOnly(HarmlessRequests::isOne);
  }

  @Produces
  @Singleton
  StateStores stores(
      FileRegistry registry, FileManifests manifests, AlertResponses responses, ReadOnly readOnly) {
    return new StateStores() {
      @Override
      public @Nullable Map<String, Long> generations() {
        Map<String, Long> entries = registry.generationsAtFirst();
        if (entries == null) {
          return null;
        }
        Map<String, Long> all = new HashMap<>(entries);
        all.putAll(manifests.generationsAtFirst());
        all.put(RESPONSES_STORE, responses.generationAtStart());
        return all;
      }

      @Override
      public void rolledBack(Set<String> stores) {
        readOnly.rolledBack(stores);
      }
    };
  }

  @Produces
  @Singleton
  Vaults vaults(
      Boot boot,
      Places places,
      BusClient bus,
      FileRegistry registry,
      FileManifests manifests,
      Trail trail,
      Notices notices) {
    Path state = boot.stateFolder();
    MountTable table = new ProcMountTable();
    Processes processes = new LinuxProcesses();
    FileTrees trees = new FolderTrees(processes);
    SecureRandom random = new SecureRandom();
    return new Vaults(
        places,
        registry,
        new FileUnlockMemory(state.resolve("ended-unlocks.json")),
        new FileVaultFolders(places, trees),
        new FolderMountPoints(table),
        new GocryptfsProgram(processes, table, places),
        trees,
        manifests,
        new BusVaultKeys(bus),
        new TrailRecorder(trail),
        notices,
        new SystemClocks(),
        new PasswdFile(Path.of("/etc/passwd")),
        () -> newId(random));
  }

  @Produces
  @Singleton
  AlertResponses responses(Boot boot, Trail trail, Vaults vaults) {
    Path file = boot.stateFolder().resolve("responses.json");
    try {
      return new AlertResponses(
          AlertResponse.LOCK,
          RESPONSES_STORE,
          new FileResponses(file),
          trail,
          new LockRemedy(vaults),
          Clock.systemUTC(),
          System::nanoTime);
    } catch (InvalidField damaged) {
      throw new VaultException(file + ": " + damaged.getMessage(), damaged);
    }
  }

  @Produces
  @Singleton
  VaultRequests requests(
      Boot boot, Vaults vaults, OneTimeKeys oneTimeKeys, AlertResponses responses, Trail trail) {
    KnownHooks knownHooks =
        new KnownHooks(
            new FileHookMemory(boot.stateFolder().resolve("hooks.json")), new TrailRecorder(trail));
    return new VaultRequests(vaults, knownHooks, oneTimeKeys, responses);
  }

  @Produces
  @Singleton
  ResourceHolders holders(Vaults vaults) {
    return new VaultHolders(vaults);
  }

  @Produces
  @Singleton
  KeyFollower keyFollower(BusClient bus, Vaults vaults) {
    return new KeyFollower(bus, vaults);
  }

  private static String newId(SecureRandom random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }
}
