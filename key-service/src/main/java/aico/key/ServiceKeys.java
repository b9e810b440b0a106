package aico.key;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.SecretBytes;

/**
 * The services' own keys, {@code service/<principal>/<purpose>}: HKDF-SHA-512 of the installation
 * key with a random salt for each, so that a rotation makes the old key unreachable by forgetting
 * its salt. They are there while every user is locked.
 */
public final class ServiceKeys {
  /** A key and the number of its salt, from 1. */
  public record ServiceKey(SecretBytes key, int epoch) {}

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
    String name = "service/%s/%s".formatted(asker.principal(), purpose);
    Installation.ServiceKeySalt salt = salt(asker.principal(), purpose);
    journal.record(
        AuditEvent.of(EventCode.KEY_HANDED_OUT)
            .by(asker.principal(), null)
            .on(new Resource("key", name))
            .correlated(asker.correlation())
            .with("epoch", Integer.toString(salt.epoch())));
    return new ServiceKey(installationKey.derive(salt.salt(), name), salt.epoch());
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
