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
  private final InstallationFile file;
  private final Randomness random;
  private final Journal journal;
  private Installation installation;

  public ServiceKeys(
      InstallationKey installationKey,
      Installation installation,
      InstallationFile file,
      Randomness random,
      Journal journal) {
    this.installationKey = installationKey;
    this.installation = installation;
    this.file = file;
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

  private synchronized Installation.ServiceKeySalt salt(String principal, String purpose) {
    return installation
        .serviceKey(principal, purpose)
        .orElseGet(() -> {
          if (installation.serviceKeys().size() >= Installation.SERVICE_KEYS_LIMIT) {
            throw new KeyException(
                "service keys: %d (expected: < %d)"
                    .formatted(installation.serviceKeys().size(), Installation.SERVICE_KEYS_LIMIT));
          }
          Installation.ServiceKeySalt fresh =
              new Installation.ServiceKeySalt(principal, purpose, 1, random.id());
          Installation next = installation.with(fresh);
          file.write(next);
          installation = next;
          return fresh;
        });
  }
}
