package aico.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import aico.bus.crypto.BoxKeyPair;
import aico.bus.crypto.Hex;
import aico.bus.crypto.Pseudonym;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.Sha256;
import aico.bus.crypto.UnsealException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom the trail is about. Services get what it takes to write names so that nobody reads them
 * while their user is locked; what was written is opened here, since the secret keys go nowhere.
 */
public final class Subjects {
  private final Keyring keyring;
  private final SubjectKeys keys;
  private final Journal journal;

  /** The unlock in which each subject's names were told to others last. */
  private final Map<String, String> told = new HashMap<>();

  public Subjects(Keyring keyring, Unlocking.Parts parts) {
    this.keyring = keyring;
    keys = new SubjectKeys(parts.installationKey(), parts.random());
    journal = parts.journal();
  }

  /**
   * Whom events can be about.
   *
   * @param state a digest of it
   * @param pseudonymKeys 32 bytes for each subject, in their order, for the receiver to close;
   *     nothing when the asker knows that state
   */
  public record Directory(String state, List<Entry> subjects, Optional<SecretBytes> pseudonymKeys) {
    public Directory {
      subjects = List.copyOf(subjects);
    }
  }

  /** One of them, with the public key as hex. */
  public record Entry(String user, String subject, String publicKey) {}

  /**
   * What a service writes names with.
   *
   * @param known the state that the asker has, or null
   * @throws NotRecorded when the hand-out cannot be recorded
   */
  public Directory directory(Asker asker, @Nullable String known) {
    return directory(
        keyring.files(),
        known,
        () ->
            journal.record(
                AuditEvent.of(EventCode.KEY_HANDED_OUT)
                    .by(asker.principal(), null)
                    .on(new Resource("key", "service/" + asker.principal() + "/subjects"))
                    .correlated(asker.correlation())));
  }

  /** The same for the events of this process, which tells itself nothing; never waits. */
  public Directory own(@Nullable String known) {
    return directory(keyring.named(), known, () -> {});
  }

  private Directory directory(List<KeyFile> files, @Nullable String known, Runnable first) {
    List<Entry> entries = new ArrayList<>();
    List<Subject> subjects = new ArrayList<>();
    for (KeyFile file : files) {
      Subject subject = file.subject();
      if (subject != null) {
        entries.add(new Entry(file.user(), subject.id(), subject.publicKey()));
        subjects.add(subject);
      }
    }
    String state = Hex.encode(Sha256.of(entries.toString().getBytes(UTF_8)));
    if (state.equals(known)) {
      return new Directory(state, List.of(), Optional.empty());
    }
    first.run();
    return new Directory(state, entries, Optional.of(pseudonymKeys(subjects)));
  }

  private SecretBytes pseudonymKeys(List<Subject> subjects) {
    SecretBytes all = SecretBytes.allocate(subjects.size() * Pseudonym.KEY_BYTES);
    try {
      long at = 0;
      for (Subject subject : subjects) {
        try (SecretBytes key = keys.pseudonymKey(subject)) {
          MemorySegment.copy(key.segment(), 0, all.segment(), at, Pseudonym.KEY_BYTES);
        }
        at += Pseudonym.KEY_BYTES;
      }
      return all;
    } catch (RuntimeException failed) {
      all.close();
      throw failed;
    }
  }

  /** What became of an attempt to open boxes. */
  public sealed interface Opening {
    /**
     * The names by their pseudonyms.
     *
     * @param read how many boxes from the first they are of
     * @param unlockId of the unlock that let it be
     */
    record Opened(Map<String, String> names, int read, String unlockId) implements Opening {}

    /** Whom it is about is locked. */
    record Locked() implements Opening {}

    /** There is no such subject, or not any more. */
    record Unknown() implements Opening {}
  }

  /**
   * Opens boxes of a subject who is unlocked. Each name comes with the pseudonym that it has, and
   * not with one that whoever wrote the box says it had: so no box puts a name on anybody else's
   * pseudonym. What does not open is passed over.
   *
   * @param maxSizeBytes how long the names and pseudonyms may be together, as {@link
   *     SealedNames#encode} counts them, enough for any one box; boxes beyond that are left
   */
  public Opening open(String subjectId, List<byte[]> boxes, int maxSizeBytes) {
    Optional<KeyFile> file =
        keyring.files().stream()
            .filter(each -> each.subject() != null && each.subject().id().equals(subjectId))
            .findFirst();
    Subject subject = file.map(KeyFile::subject).orElse(null);
    if (subject == null) {
      return new Opening.Unknown();
    }
    Optional<UnlockedUser> open = keyring.unlocked(file.get().user());
    if (open.isEmpty()) {
      return new Opening.Locked();
    }
    try (BoxKeyPair pair = SubjectKeys.pair(subject, open.get()::derive);
        SecretBytes pseudonymKey = keys.pseudonymKey(subject)) {
      return opened(pair, pseudonymKey, boxes, maxSizeBytes, open.get().unlockId());
    } catch (UnlockedUser.LockedMeanwhile locked) {
      return new Opening.Locked();
    }
  }

  /**
   * The same for others than the person who asks; that it is done is recorded once for each unlock.
   *
   * @throws NotRecorded when it cannot be; then nothing is told
   */
  public Opening tell(Asker asker, String subjectId, List<byte[]> boxes, int maxSizeBytes) {
    Opening opening = open(subjectId, boxes, maxSizeBytes);
    if (opening instanceof Opening.Opened opened) {
      synchronized (told) {
        if (!opened.unlockId().equals(told.get(subjectId))) {
          journal.record(
              AuditEvent.of(EventCode.KEY_HANDED_OUT)
                  .by(asker.principal(), null)
                  .on(new Resource("key", "subject/" + subjectId))
                  .correlated(asker.correlation()));
          told.put(subjectId, opened.unlockId());
        }
      }
    }
    return opening;
  }

  private static Opening opened(
      BoxKeyPair pair,
      SecretBytes pseudonymKey,
      List<byte[]> boxes,
      int maxSizeBytes,
      String unlockId) {
    Map<String, String> names = new LinkedHashMap<>();
    // What fills the last block.
    int sizeBytes = SealedNames.BLOCK_BYTES;
    int read = 0;
    for (byte[] box : boxes) {
      Map<String, String> more = new LinkedHashMap<>();
      for (String name : namesIn(pair, box)) {
        more.put(Pseudonym.of(pseudonymKey, name), name);
      }
      more.keySet().removeAll(names.keySet());
      for (Map.Entry<String, String> each : more.entrySet()) {
        sizeBytes += each.getKey().length() + each.getValue().getBytes(UTF_8).length + 2;
      }
      if (sizeBytes > maxSizeBytes && read > 0) {
        break;
      }
      names.putAll(more);
      read++;
    }
    return new Opening.Opened(Map.copyOf(names), read, unlockId);
  }

  private static List<String> namesIn(BoxKeyPair pair, byte[] box) {
    try {
      return SealedNames.open(pair, box);
    } catch (UnsealException notOurs) {
      return List.of();
    }
  }

  /** How the trail names the pair of a subject. */
  static Resource resource(Subject subject) {
    return new Resource("key", "subject/" + subject.id());
  }
}
