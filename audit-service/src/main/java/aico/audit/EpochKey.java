package aico.audit;

/**
 * The secret key of an epoch, ready to sign, and as it may be kept on disk.
 *
 * @param wipe forgets it
 */
public record EpochKey(NoteSigner signer, byte[] sealed, Runnable wipe) implements AutoCloseable {
  @Override
  public void close() {
    wipe.run();
  }
}
