package aico.auth;

import java.util.Locale;

/** Why a session ended. */
public enum EndReason {
  /** Its owner logged out. */
  LOGGED_OUT,
  /** The unlock that it came from is over. */
  LOCKED,
  /** 12 hours without use. */
  IDLE,
  /** An alert was about it, and the owner chose that this ends it. */
  ALERT,
  /** The principal opened so many newer ones for the same person. */
  SUPERSEDED,
  /** The clock went back while auth-service was down, so nobody can say how long it was idle. */
  CLOCK_STEPPED_BACK;

  /** The reason's name in the trail, lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
