package aico.cli.bus;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.bus.zmq.IncomingReply;
import org.jspecify.annotations.Nullable;

/** What a user changes about the ways to their keys; each request proves anew who asks. */
public final class KeyChanges {
  private final SuiteBus bus;
  private final String user;

  public KeyChanges(SuiteBus bus, String user) {
    this.bus = bus;
    this.user = user;
  }

  /** A new kit; the caller closes it. There is no second copy. */
  public record Renewed(String keyId, SecretBytes kit) implements AutoCloseable {
    @Override
    public void close() {
      kit.close();
    }
  }

  /** Puts a new password in place of the old one. */
  public void changePassword(OwnerProof proof, SecretBytes fresh) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.ChangePassword request =
        new KeyRequest.ChangePassword(user, key.key_id(), proof.slot());
    try (SecretBytes both = SecretPair.join(proof.secret(), fresh)) {
      SuiteBus.reply(
          request, bus.askSealed(request, Sessions.seal(key.public_key(), both), SuiteBus.LONG));
    }
  }

  /** Opens the recovery slot with the kit, and changes nothing. */
  public KeyReply.RecoveryTested testRecovery(OwnerProof kit) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.TestRecovery request = new KeyRequest.TestRecovery(user, key.key_id());
    return SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), kit.secret()), SuiteBus.LONG));
  }

  /** Puts a new kit in place of the old one. */
  public Renewed renewRecovery(OwnerProof password) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      KeyRequest.RenewRecovery request =
          new KeyRequest.RenewRecovery(user, key.key_id(), Hex.encode(own.publicKey()));
      IncomingReply reply =
          bus.askSealed(request, Sessions.seal(key.public_key(), password.secret()), SuiteBus.LONG);
      String keyId = SuiteBus.reply(request, reply).slot_id();
      return new Renewed(keyId, own.open(Sessions.sealed("key.renew_recovery", reply)));
    }
  }

  /** Moves the installation key into another key storage. */
  public KeyReply.StorageMoved moveStorage(OwnerProof proof, String storage) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.MoveStorage request =
        new KeyRequest.MoveStorage(user, key.key_id(), proof.slot(), storage);
    return SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG));
  }

  /** Puts a new installation key in the old one's place, or goes on with that. */
  public KeyReply.InstallationRotation rotateInstallation(OwnerProof proof, @Nullable String into) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.RotateInstallation request =
        new KeyRequest.RotateInstallation(user, key.key_id(), proof.slot(), into);
    return SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG));
  }

  private KeyReply.OneTimeKey oneTimeKey() {
    return bus.ask(new KeyRequest.NewOneTimeKey(), SuiteBus.QUICK);
  }
}
