package aico.cli;

import java.util.Locale;

/**
 * One check of {@code doctor}.
 *
 * @param id stable, for scripts
 * @param fix what to do about it; empty when all is well
 */
public record Check(String id, String status, String message, String fix) {

  /** How bad it is. */
  public enum Status {
    OK,
    /** It works; it could be safer or faster. */
    WEAK,
    /** The suite cannot work, or not as it should. */
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Check ok(String id, String message) {
    return new Check(id, Status.OK.wireName(), message, "");
  }

  public static Check weak(String id, String message, String fix) {
    return new Check(id, Status.WEAK.wireName(), message, fix);
  }

  public static Check failed(String id, String message, String fix) {
    return new Check(id, Status.FAILED.wireName(), message, fix);
  }

  public boolean hasFailed() {
    return status.equals(Status.FAILED.wireName());
  }
}
