package aico.audit;

import java.util.Optional;

/** Keeps the keys and certificates of epochs. What changes something returns when it is on disk. */
public interface EpochStore {
  /** The sealed secret key of that epoch, if it is there. */
  Optional<byte[]> sealedKey(long number);

  /** Keeps the sealed secret key of that epoch, before its certificate. */
  void keep(long number, byte[] sealed);

  /** Publishes an epoch's certificate: from now on its key signs. */
  void publish(long number, byte[] certificate);

  /** Destroys the secret keys of all epochs but that one. */
  void destroyOthers(long number);
}
