package aico.cli.bus;

import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.UnsealException;
import aico.bus.zmq.IncomingReply;
import aico.cli.CommandFailed;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has key-service open what is sealed in events, for the person whose session it is. */
public final class NameOpening {
  private final Sessions sessions;
  private final String sessionId;
  private final SecretBytes sessionSecret;

  /** The session's secret stays the caller's. */
  public NameOpening(Sessions sessions, String sessionId, SecretBytes sessionSecret) {
    this.sessions = sessions;
    this.sessionId = sessionId;
    this.sessionSecret = sessionSecret;
  }

  /**
   * The names in those boxes by their pseudonyms.
   *
   * @throws CommandFailed when whom they are about is locked, or is forgotten
   */
  public Map<String, String> open(String subject, List<String> boxes) {
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      KeyRequest.OpenSealed request =
          new KeyRequest.OpenSealed(subject, boxes, Hex.encode(own.publicKey()));
      IncomingReply reply =
          sessions.actSealed(
              sessionId, sessionSecret, Principals.KEY, request, null, SuiteBus.QUICK);
      KeyReply.SealedOpened opened = SuiteBus.reply(request, reply);
      if (opened.read() != boxes.size()) {
        throw CommandFailed.failed("key.open_sealed: more than fits into one answer");
      }
      try (SecretBytes names = own.open(Sessions.sealed("key.open_sealed", reply))) {
        return pairs(SealedNames.decode(names.segment().toArray(ValueLayout.JAVA_BYTE)));
      }
    } catch (UnsealException e) {
      throw CommandFailed.failed("key.open_sealed: " + e.getMessage());
    }
  }

  private static Map<String, String> pairs(List<String> inTurns) {
    if (inTurns.size() % 2 != 0) {
      throw CommandFailed.failed("key.open_sealed: a pseudonym without a name");
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < inTurns.size(); i += 2) {
      names.put(inTurns.get(i), inTurns.get(i + 1));
    }
    return names;
  }
}
