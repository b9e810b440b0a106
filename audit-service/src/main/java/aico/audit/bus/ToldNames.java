package aico.audit.bus;

import aico.audit.Names;
import aico.bus.connector.Answered;
import aico.bus.connector.BusClient;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.KeyReply;
import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import aico.bus.contract.SealedPart;
import aico.bus.contract.SealedText;
import aico.bus.crypto.Hex;
import aico.bus.crypto.OneTimeKeyPair;
import aico.bus.crypto.SealedNames;
import aico.bus.crypto.SecretBytes;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names from key-service, which opens them while those whom they are about are unlocked. An answer
 * is good for a few seconds, a no as well, so that somebody who locks is soon nobody again.
 */
public final class ToldNames implements Names {
  private static final long GOOD_NS = Duration.ofSeconds(5).toNanos();
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** A home has some tens of names; what producers make up does not fill the heap. */
  private static final int REMEMBERED_MAX = 4_096;

  private final BusClient bus;
  private final LongSupplier nanoTime;
  private final Executor asking;
  private final Runnable answered;
  private final Map<String, Known> names = remembering();
  private final Map<SealedPart, Known> boxes = remembering();
  private final Map<String, Known> closed = remembering();

  /** Answers that were on their way when all was forgotten count no more. */
  private long forgettings;

  /**
   * What was answered when, about whom; an empty text stands for no name, or for an answer on its
   * way.
   */
  private record Known(String name, String subject, long atNs) {}

  /**
   * No names yet.
   *
   * @param asking runs what blocks
   * @param answered is told when there may be more
   */
  public ToldNames(BusClient bus, LongSupplier nanoTime, Executor asking, Runnable answered) {
    this.bus = bus;
    this.nanoTime = nanoTime;
    this.asking = asking;
    this.answered = answered;
  }

  private static <K> Map<K, Known> remembering() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, Known> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  @Override
  public synchronized boolean areSettled(
      Collection<String> pseudonyms, Collection<SealedPart> parts) {
    if (pseudonyms.stream().allMatch(each -> isGood(names.get(each)))) {
      return true;
    }
    boolean settled = true;
    for (SealedPart part : parts) {
      Known box = boxes.get(part);
      if (isGood(closed.get(part.subject()))) {
        continue;
      }
      if (box != null && box.name().isEmpty()) {
        settled = false;
      } else if (!isGood(box)) {
        boxes.put(part, new Known("", part.subject(), nanoTime.getAsLong()));
        long since = forgettings;
        asking.execute(() -> ask(part, since));
        settled = false;
      }
    }
    return settled;
  }

  private boolean isGood(@Nullable Known known) {
    return known != null && nanoTime.getAsLong() - known.atNs() < GOOD_NS;
  }

  @Override
  public synchronized Map<String, SealedText.Name> of(
      Collection<String> pseudonyms, Collection<SealedPart> parts) {
    Map<String, SealedText.Name> known = new HashMap<>();
    for (String pseudonym : pseudonyms) {
      Known name = names.get(pseudonym);
      if (name != null
          && isGood(name)
          && parts.stream().anyMatch(part -> part.subject().equals(name.subject()))) {
        known.put(pseudonym, new SealedText.Name(name.name(), name.subject()));
      }
    }
    return known;
  }

  /** Forgets all that was opened. */
  synchronized void forget() {
    forgettings++;
    names.clear();
    closed.clear();
    boxes.values().removeIf(box -> !box.name().isEmpty());
  }

  private void ask(SealedPart part, long since) {
    Map<String, String> opened = Map.of();
    boolean open = false;
    try {
      opened = open(part);
      open = true;
    } catch (RequestFailed notNow) {
      // Locked, erased, or nobody there: pseudonyms stay. A box that is none says nothing of
      // others.
      open = notNow.code() == ErrorCode.USAGE;
    } catch (RuntimeException unreadable) {
      // The same.
    }
    synchronized (this) {
      long now = nanoTime.getAsLong();
      names.values().removeIf(known -> !isGood(known));
      if (since == forgettings) {
        opened.forEach(
            (pseudonym, name) -> names.put(pseudonym, new Known(name, part.subject(), now)));
      }
      boxes.put(part, new Known("asked", part.subject(), now));
      if (!open) {
        closed.put(part.subject(), new Known("closed", part.subject(), now));
      }
    }
    answered.run();
  }

  private Map<String, String> open(SealedPart part) {
    try (OneTimeKeyPair own = OneTimeKeyPair.generate()) {
      Answered<KeyReply.SealedOpened> reply =
          bus.askForSealed(
              new KeyRequest.TellNames(
                  part.subject(), List.of(part.box()), Hex.encode(own.publicKey())),
              DEADLINE);
      byte[] sealed = reply.sealed();
      if (sealed == null) {
        return Map.of();
      }
      try (SecretBytes plain = own.open(sealed)) {
        List<String> turns = SealedNames.decode(plain.segment().toArray(ValueLayout.JAVA_BYTE));
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
          pairs.put(turns.get(i), turns.get(i + 1));
        }
        return pairs;
      }
    }
  }
}
