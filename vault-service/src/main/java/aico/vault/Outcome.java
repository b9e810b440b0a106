package aico.vault;

import org.jspecify.annotations.Nullable;

/** What came of a request. */
public sealed interface Outcome {

  /** Carried out, or already so. */
  record Done(VaultView vault) implements Outcome {}

  /**
   * Not carried out.
   *
   * @param field the request's field at fault, or null
   */
  record Refused(Reason reason, @Nullable String field, String message) implements Outcome {}

  /** Why not. */
  enum Reason {
    /** It could not be carried out, or an existing thing stands in the way. */
    FAILED,
    /** The request itself is wrong. */
    USAGE,
    /** key-service says no. */
    DENIED,
    /** The keys it needs are locked. */
    LOCKED,
    /** key-service does not answer, or nothing can be recorded. */
    UNREACHABLE
  }

  static Refused refused(Reason reason, String message) {
    return new Refused(reason, null, message);
  }
}
