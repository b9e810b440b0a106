package aico.bus.testing;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How much of what was never synced a power cut leaves. A disk and its file system may write it in
 * any order, or not at all.
 */
public final class PowerCut {
  /** What a disk writes as a whole, or not at all. */
  static final int SECTOR_BYTES = 512;

  private enum Kind {
    NONE,
    LOSING_ALL,
    LOSING_SOME
  }

  private final Kind kind;
  private final @Nullable RandomGenerator random;

  private PowerCut(Kind kind, @Nullable RandomGenerator random) {
    this.kind = kind;
    this.random = random;
  }

  /** No cut: everything gets to the disk, as after kill -9. */
  public static PowerCut none() {
    return new PowerCut(Kind.NONE, null);
  }

  /** Nothing that was not synced is there. */
  public static PowerCut losingAll() {
    return new PowerCut(Kind.LOSING_ALL, null);
  }

  /**
   * Some of it is there: names up to some point of their order, data by sectors in no order, with
   * zeros where a file had grown already and its data had not come.
   */
  public static PowerCut losingSome(RandomGenerator random) {
    return new PowerCut(Kind.LOSING_SOME, random);
  }

  /** How many of so many changes of names, in their order, are there. */
  int namesOf(int pending) {
    return switch (kind) {
      case NONE -> pending;
      case LOSING_ALL -> 0;
      case LOSING_SOME -> random().nextInt(pending + 1);
    };
  }

  /** Whether a sector, or a length, is there. */
  boolean keeps() {
    return switch (kind) {
      case NONE -> true;
      case LOSING_ALL -> false;
      case LOSING_SOME -> random().nextBoolean();
    };
  }

  private RandomGenerator random() {
    if (random == null) {
      throw new IllegalStateException("nothing is random");
    }
    return random;
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
