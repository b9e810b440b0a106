package aico.cli.bus;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretPair;
import aico.bus.zmq.IncomingReply;
import java.util.ArrayList;
import java.util.List;

/** What a user changes about slots and the master key; each request proves anew who asks. */
public final class SlotChanges {
  private final SuiteBus bus;
  private final String user;

  /** The owner's. */
  public SlotChanges(SuiteBus bus) {
    this(bus, Users.OWNER);
  }

  public SlotChanges(SuiteBus bus, String user) {
    this.bus = bus;
    this.user = user;
  }

  public List<KeyReply.Slot> slots() {
    return bus.ask(new KeyRequest.SlotsOf(user), SuiteBus.QUICK).slots();
  }

  /** Tries the slot that opens with nobody there. */
  public KeyReply.SlotTested test(String slotId) {
    return bus.ask(new KeyRequest.TestSlot(user, slotId, null), SuiteBus.QUICK);
  }

  /** Tries a slot. */
  public KeyReply.SlotTested test(String slotId, OwnerProof proof) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.TestSlot request = new KeyRequest.TestSlot(user, slotId, key.key_id());
    return SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG));
  }

  /** A new slot and what a person has to keep for it; the caller closes it. */
  public record Added(String slotId, List<SecretBytes> texts) implements AutoCloseable {
    @Override
    public void close() {
      texts.forEach(SecretBytes::close);
    }
  }

  /** Makes a slot of that kind, in place of the one there is. */
  public Added add(String kind, OwnerProof proof) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      KeyRequest.AddSlot request =
          new KeyRequest.AddSlot(
              user, kind, key.key_id(), proof.slot(), Hex.encode(own.publicKey()));
      IncomingReply reply =
          bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG);
      String slotId = SuiteBus.reply(request, reply).slot_id();
      byte[] sealed = reply.sealed();
      return new Added(slotId, sealed == null ? List.of() : texts(own.open(sealed)));
    }
  }

  /** Takes over {@code joined}: texts, each behind its size, one behind the other. */
  private static List<SecretBytes> texts(SecretBytes joined) {
    List<SecretBytes> texts = new ArrayList<>();
    SecretBytes rest = joined;
    while (rest.sizeBytes() > 0) {
      try (SecretBytes whole = rest) {
        SecretPair pair = SecretPair.split(whole);
        texts.add(pair.first());
        rest = pair.second();
      }
    }
    rest.close();
    return texts;
  }

  public void remove(String slotId, OwnerProof proof) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.RemoveSlot request =
        new KeyRequest.RemoveSlot(user, slotId, key.key_id(), proof.slot());
    SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG));
  }

  public void endUnattended() {
    bus.ask(new KeyRequest.EndUnattended(user), SuiteBus.QUICK);
  }

  public KeyReply.Rehearsal rehearseStart() {
    return bus.ask(new KeyRequest.RehearseStart(), SuiteBus.QUICK);
  }

  /** A new master key with its kit; the caller closes it. There is no second copy. */
  public record Rotated(KeyReply.MasterRotated told, SecretBytes kit) implements AutoCloseable {
    @Override
    public void close() {
      kit.close();
    }
  }

  /**
   * Makes a new master key; {@code fresh} of no bytes keeps the password that is the proof.
   *
   * @param household whether the household gets a new one, too
   */
  public Rotated rotateMaster(OwnerProof proof, SecretBytes fresh, boolean household) {
    KeyReply.OneTimeKey key = oneTimeKey();
    try (OneTimeKeyPair own = OneTimeKeyPair.generate();
        SecretBytes both = SecretPair.join(proof.secret(), fresh)) {
      KeyRequest.RotateMaster request =
          new KeyRequest.RotateMaster(
              user, key.key_id(), proof.slot(), Hex.encode(own.publicKey()), household);
      IncomingReply reply =
          bus.askSealed(request, Sessions.seal(key.public_key(), both), SuiteBus.LONG);
      return new Rotated(
          SuiteBus.reply(request, reply), own.open(Sessions.sealed("key.rotate_master", reply)));
    }
  }

  /** Destroys the keys of the user's names in the trail; others take their place. */
  public KeyReply.SubjectForgotten forgetSubject(OwnerProof proof) {
    KeyReply.OneTimeKey key = oneTimeKey();
    KeyRequest.ForgetSubject request =
        new KeyRequest.ForgetSubject(user, key.key_id(), proof.slot());
    return SuiteBus.reply(
        request,
        bus.askSealed(request, Sessions.seal(key.public_key(), proof.secret()), SuiteBus.LONG));
  }

  private KeyReply.OneTimeKey oneTimeKey() {
    return bus.ask(new KeyRequest.NewOneTimeKey(), SuiteBus.QUICK);
  }
}
