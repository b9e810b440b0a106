package aico.cli;

import aico.bus.contract.ErrorCode;

/** What the process tells its caller. */
public final class ExitCode {
  /** Done, or already so. */
  public static final int DONE = 0;

  private ExitCode() {}

  public static int of(ErrorCode code) {
    return switch (code) {
      case FAILED -> 1;
      case USAGE -> 2;
      case DENIED -> 3;
      case LOCKED -> 4;
      case UNREACHABLE -> 5;
    };
  }
}
