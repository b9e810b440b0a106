package aico.bus.testing;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Users;
import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SecretBytes;
import aico.bus.zmq.OutgoingReply;
import java.util.Arrays;
import java.util.List;

/**
 * Plays what key-service tells of whom events can be about: the owner alone. The keys are fixed, so
 * that a pseudonym is the same in every run.
 */
public final class PlayedSubjects {
  private static final String STATE = "5a".repeat(32);
  private static final String SUBJECT = "01".repeat(16);
  private static final int KEY_BYTES = 32;

  private PlayedSubjects() {}

  /** The answer to one who may already know it. */
  public static OutgoingReply answer(KeyRequest.Subjects asked) {
    if (STATE.equals(asked.known())) {
      return OutgoingReply.of(new KeyReply.Subjects(STATE, List.of()));
    }
    try (BoxKeyPair pair = BoxKeyPair.of(filled(1));
        SecretBytes pseudonyms = filled(2)) {
      return new OutgoingReply(
          new KeyReply.Subjects(
              STATE,
              List.of(new KeyReply.Subject(Users.OWNER, SUBJECT, Hex.encode(pair.publicKey())))),
          null,
          SealedBox.seal(Hex.decode(asked.recipient()), pseudonyms));
    }
  }

  private static SecretBytes filled(int value) {
    byte[] bytes = new byte[KEY_BYTES];
    Arrays.fill(bytes, (byte) value);
    return SecretBytes.copyOfAndWipe(bytes);
  }
}
