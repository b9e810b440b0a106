package aico.bus.connector;

import aico.bus.contract.SealedPart;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import java.util.Base64;
import java.util.Collection;

/** What the names of one subject are made unreadable with. Closing zeroes the secret of it. */
public final class SealingKeys implements AutoCloseable {
  private final String subject;
  private final byte[] publicKey;
  private final SecretBytes pseudonymKey;

  /** Takes over the key of pseudonyms, 32 bytes. */
  public SealingKeys(String subject, byte[] publicKey, SecretBytes pseudonymKey) {
    this.subject = subject;
    this.publicKey = publicKey.clone();
    this.pseudonymKey = pseudonymKey;
  }

  String subject() {
    return subject;
  }

  String pseudonym(String name) {
    return Pseudonym.of(pseudonymKey, name);
  }

  SealedPart seal(Collection<String> names) {
    return new SealedPart(
        subject, Base64.getEncoder().encodeToString(SealedNames.seal(publicKey, names)));
  }

  @Override
  public void close() {
    pseudonymKey.close();
  }
}
