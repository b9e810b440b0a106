package aico.key.app;

import aico.bus.connector.Boot;
import aico.bus.connector.HeartbeatState;
import aico.bus.connector.OneTimeKeys;
import aico.bus.connector.ReadOnly;
import aico.bus.connector.StateStores;
import aico.bus.connector.Trail;
import aico.key.bus.BusJournal;
import aico.key.bus.BusKeyEvents;
import aico.key.bus.HarmlessRequests;
import aico.key.bus.KeyRequests;
import aico.key.bus.OwnSubjects;
import aico.key.os.LinuxMemory;
import aico.key.storage.FileKeyStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the service's parts from its adapters. */
@Singleton
public class KeyBeans {
  @Produces
  @Singleton
  OwnSubjects ownSubjects() {
    return new OwnSubjects();
  }

  @Produces
  @Singleton
  OpenKeys openKeys(Boot boot, Trail trail, EventEmitter events, OwnSubjects ownSubjects) {
    OpenKeys keys =
        new OpenKeys(
            boot.stateFolder(),
            new KeyStorage(boot.stateFolder(), System.getenv()),
            boot.training() ? FileKeyStore.NAME : boot.setting("key_storage", KeyStorage.AUTO),
            new LinuxMemory(),
            Clock.systemUTC(),
            new BusJournal(trail),
            new BusKeyEvents(events::publish));
    ownSubjects.open(keys.subjects());
    return keys;
  }

  @Produces
  @Singleton
  KeyRequests requests(OpenKeys keys, OneTimeKeys oneTimeKeys) {
    return new KeyRequests(
        new KeyRequests.Parts(
            keys.keyring(),
            keys.unlocking(),
            keys.slotChanges(),
            keys.masterRotation(),
            keys.unattendedStart(),
            keys.slotTests(),
            keys.members(),
            keys.vaultKeys(),
            keys.vaultShares(),
            keys.serviceKeys(),
            keys.subjects(),
            oneTimeKeys,
            keys.incarnation(),
            keys.attestationKey(),
            keys.installationChanges()));
  }

  @Produces
  @Singleton
  ReadOnly readOnly() {
    return new ReadOnly(HarmlessRequests::isOne);
  }

  @Produces
  @Singleton
  StateStores stores(OpenKeys keys, ReadOnly readOnly) {
    return new StateStores() {
      @Override
      public Map<String, Long> generations() {
        return keys.generations();
      }

      @Override
      public void rolledBack(Set<String> stores) {
        readOnly.rolledBack(
            stores.stream().map(keys::shown).collect(Collectors.toUnmodifiableSet()));
      }
    };
  }

  @Produces
  @Singleton
  HeartbeatState heartbeats(OpenKeys keys) {
    return BusKeyEvents.heartbeats(keys.incarnation(), () -> keys.keyring().users());
  }
}
