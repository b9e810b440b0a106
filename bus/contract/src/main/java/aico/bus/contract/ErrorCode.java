package aico.bus.contract;

import java.util.Locale;

/** Why a request failed; the command maps each to an exit code. */
public enum ErrorCode {
  /** It could not be carried out, or an existing thing stands in the way. */
  FAILED,
  /** The request itself is wrong; the reply names the field. */
  USAGE,
  /** The contract, a wrong password, or a policy says no. */
  DENIED,
  /** The keys it needs are locked. */
  LOCKED,
  /** A service needed for it does not answer. */
  UNREACHABLE;

  /** The code's name on the wire, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The code of that name; a name from a newer peer counts as {@link #FAILED}. */
  public static ErrorCode of(String wireName) {
    for (ErrorCode code : values()) {
      if (code.wireName().equals(wireName)) {
        return code;
      }
    }
    return FAILED;
  }
}
