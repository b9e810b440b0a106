package aico.bus.crypto;

/**
 * Keeps this process's memory to itself: no core files, and no attaching or reading of {@code
 * /proc/PID/mem} by other processes of the same user. Call it first thing in {@code main}.
 *
 * <p>Files below {@code /proc/PID} then belong to root, so that other processes of the same user
 * cannot read them; the process itself still can read its own open descriptors and memory figures.
 * Processes it starts inherit the limit on core files, not the rest.
 */
public final class ProcessHardening {
  private ProcessHardening() {}

  /**
   * Applies what is described above; twice does no harm.
   *
   * @throws SystemCallException when the system refuses
   */
  public static void apply() {
    Libc.setrlimit(Libc.RLIMIT_CORE, 0, 0);
    Libc.prctl(Libc.PR_SET_DUMPABLE, 0);
  }

  /** Whether both hold for this process now. */
  public static boolean isApplied() {
    return Libc.prctl(Libc.PR_GET_DUMPABLE, 0) == 0 && Libc.getrlimit(Libc.RLIMIT_CORE)[0] == 0;
  }
}
