package aico.audit;

import aico.bus.contract.SealedPart;
import aico.bus.contract.SealedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event with the names that its pseudonyms stand for, as far as those whom it is about are
 * unlocked when it is told; for whom is not, and for whom was erased, the pseudonym stays.
 */
public final class NamedView implements StreamView {
  /** Those of an alert are about the same ones. */
  private static final int CAUSES_MAX = 5;

  private final Names names;
  private final Leaves.Source leaves;

  /** The last leaf that was found to have no pseudonym; the hub's thread alone asks. */
  private byte @Nullable [] impersonal;

  public NamedView(Names names, Leaves.Source leaves) {
    this.names = names;
    this.leaves = leaves;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isReadyFor(byte[] leaf) {
    if (!SealedText.hasPseudonym(leaf)) {
      impersonal = leaf;
      return true;
    }
    String event = text(leaf);
    return names.areSettled(SealedText.pseudonyms(event), parts(event));
  }

  @Override
  public byte[] of(byte[] leaf) {
    if (leaf == impersonal || !SealedText.hasPseudonym(leaf)) {
      return leaf;
    }
    String event = text(leaf);
    return SealedText.opened(event, names.of(SealedText.pseudonyms(event), parts(event)))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** What is sealed in it; of an alert, in the events that caused it. */
  private List<SealedPart> parts(String event) {
    List<SealedPart> parts = new ArrayList<>(SealedText.parts(event));
    for (long cause : SealedText.causes(event, CAUSES_MAX)) {
      if (cause < leaves.first()) {
        continue;
      }
      try (Leaves from = leaves.from(cause)) {
        from.next().map(NamedView::text).map(SealedText::parts).ifPresent(parts::addAll);
      }
    }
    return parts;
  }

  private static String text(byte[] leaf) {
    return new String(leaf, StandardCharsets.UTF_8);
  }
}
