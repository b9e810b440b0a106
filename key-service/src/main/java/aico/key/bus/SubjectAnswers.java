package aico.key.bus;

import aico.bus.connector.Answer;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.crypto.Hex;
import aico.bus.crypto.SealedBox;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.Subjects;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers about whom the trail names. */
final class SubjectAnswers {
  private SubjectAnswers() {}

  /** Takes over the keys. */
  static Answer of(Subjects.Directory directory, String recipient) {
    KeyReply.Subjects reply =
        new KeyReply.Subjects(
            directory.state(),
            directory.subjects().stream()
                .map(each -> new KeyReply.Subject(each.user(), each.subject(), each.publicKey()))
                .toList());
    Optional<SecretBytes> keys = directory.pseudonymKeys();
    if (keys.isEmpty()) {
      return Answer.of(reply);
    }
    try (SecretBytes all = keys.get()) {
      return Answer.sealed(reply, SealedBox.seal(Hex.decode(recipient), all));
    }
  }

  static Answer of(Subjects subjects, KeyRequest.OpenSealed open) {
    List<byte[]> boxes = open.boxes().stream().map(SubjectAnswers::decoded).toList();
    return of(subjects.open(open.subject(), boxes, SealedNames.MAX_SIZE_BYTES), open.recipient());
  }

  static Answer of(Subjects subjects, Asker asker, KeyRequest.TellNames tell) {
    List<byte[]> boxes = tell.boxes().stream().map(SubjectAnswers::decoded).toList();
    return of(
        subjects.tell(asker, tell.subject(), boxes, SealedNames.MAX_SIZE_BYTES), tell.recipient());
  }

  private static Answer of(Subjects.Opening opening, String recipient) {
    return switch (opening) {
      case Subjects.Opening.Opened(Map<String, String> names, int read, String unlockId) ->
          sealed(new KeyReply.SealedOpened(read), names, recipient);
      case Subjects.Opening.Locked() ->
          throw new RequestFailed(ErrorCode.LOCKED, "whom it is about is locked");
      case Subjects.Opening.Unknown() ->
          throw new RequestFailed(
              ErrorCode.FAILED,
              "subject: none of that id: erased, removed, or of another home",
              "subject",
              null,
              0);
    };
  }

  private static Answer sealed(
      KeyReply.SealedOpened reply, Map<String, String> names, String recipient) {
    byte[] encoded = SealedNames.encode(inTurns(names));
    try (SecretBytes plain = SecretBytes.copyOfAndWipe(encoded)) {
      return Answer.sealed(reply, SealedBox.seal(Hex.decode(recipient), plain));
    }
  }

  /** What is not base64 is a box that does not open, and keeps none beside it from opening. */
  private static byte[] decoded(String box) {
    try {
      return Base64.getDecoder().decode(box);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private static List<String> inTurns(Map<String, String> names) {
    List<String> turns = new ArrayList<>();
    names.forEach((pseudonym, name) -> {
      turns.add(pseudonym);
      turns.add(name);
    });
    return turns;
  }
}
