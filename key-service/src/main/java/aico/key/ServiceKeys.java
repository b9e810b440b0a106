package aico.key;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;
import java.util.Optional;

/**
 * The services' own keys, {@code service/<principal>/<purpose>}: HKDF-SHA-512 of the installation
 * key with a random salt for each, so that a rotation makes the old key unreachable by forgetting
 * its salt. They are there while every user is locked.
 */
public final class ServiceKeys {
  /**
   * A key and the number of its salt, from 1.
   *
   * @param former the number of the one before, which still opens what this service keeps
   */
  public record ServiceKey(SecretBytes key, int epoch, Optional<Integer> former) {}

  private final InstallationKey installationKey;
  private final InstallationRecord record;
  private final Randomness random;
  private final Journal journal;

  public ServiceKeys(
      InstallationKey installationKey,
      InstallationRecord record,
      Randomness random,
      Journal journal) {
    this.installationKey = installationKey;
    this.record = record;
    this.random = random;
    this.journal = journal;
  }

  /**
   * The asking principal's key for a purpose, for the caller to close.
   *
   * @throws NotRecorded when the hand-out cannot be recorded
   */
  public ServiceKey handOut(Asker asker, String purpose) {
    return record.unchanged(() -> {
      Installation.ServiceKeySalt salt = salt(asker.principal(), purpose);
      String name = recorded(asker, salt);
      return new ServiceKey(
          installationKey.derive(salt.salt(), name),
          salt.epoch(),
          record.now().former(asker.principal(), purpose).map(Installation.ServiceKeySalt::epoch));
    });
  }

  /**
   * The key before that, while the installation key is being rotated and until {@link #taken}.
   *
   * @throws NotRecorded when the hand-out cannot be recorded
   */
  public Optional<ServiceKey> handOutFormer(Asker asker, String purpose) {
    return record.unchanged(() ->
        record
            .now()
            .former(asker.principal(), purpose)
            .map(salt -> {
              String name = recorded(asker, salt);
              return new ServiceKey(
                  installationKey.deriveFormer(salt.salt(), name), salt.epoch(), Optional.empty());
            }));
  }

  /**
   * All that the principal keeps for that purpose is under the key of that epoch; the salt of the
   * one before is forgotten. Nothing is done when it is not the newest.
   */
  public void taken(String principal, String purpose, long epoch) {
    var unused =
        record.change(now ->
            now.serviceKey(principal, purpose).filter(newest -> newest.epoch() == epoch).isPresent()
                ? now.taken(principal, purpose)
                : now);
  }

  private String recorded(Asker asker, Installation.ServiceKeySalt salt) {
    String name = "service/%s/%s".formatted(asker.principal(), salt.purpose());
    journal.record(
        AuditEvent.of(EventCode.KEY_HANDED_OUT)
            .by(asker.principal(), null)
            .on(new Resource("key", name))
            .correlated(asker.correlation())
            .with("epoch", Integer.toString(salt.epoch())));
    return name;
  }

  private Installation.ServiceKeySalt salt(String principal, String purpose) {
    return record
        .change(now ->
            now.serviceKey(principal, purpose).isPresent() ? now : with(now, principal, purpose))
        .serviceKey(principal, purpose)
        .orElseThrow();
  }

  private Installation with(Installation now, String principal, String purpose) {
    if (now.serviceKeys().size() >= Installation.SERVICE_KEYS_LIMIT) {
      throw new KeyException(
          "service keys: %d (expected: < %d)"
              .formatted(now.serviceKeys().size(), Installation.SERVICE_KEYS_LIMIT));
    }
    return now.with(new Installation.ServiceKeySalt(principal, purpose, 1, random.id()));
  }
}
