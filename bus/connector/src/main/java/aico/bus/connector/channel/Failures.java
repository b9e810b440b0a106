package aico.bus.connector.channel;

import aico.bus.connector.NotRecorded;
import aico.bus.contract.ErrorCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.RequestFailed;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.reactive.messaging.Message;

/** What a handler threw, as the caller may see it. */
final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  /**
   * The typed error reply for a failure. An unexpected one is logged by class, place and
   * correlation: its message may quote what the request held.
   */
  static RequestFailed typed(Throwable thrown, String correlation) {
    Throwable failure = unwrapped(thrown);
    return switch (failure) {
      case RequestFailed typed -> typed;
      case InvalidField invalid -> RequestFailed.usage(invalid);
      case NotRecorded notRecorded -> {
        LOG.log(System.Logger.Level.ERROR, "{0}", notRecorded.getMessage());
        yield new RequestFailed(ErrorCode.FAILED, "not done, because it could not be recorded");
      }
      default -> {
        LOG.log(
            System.Logger.Level.ERROR,
            "handler failed: {0}, correlation {1}",
            place(failure),
            correlation);
        yield new RequestFailed(
            ErrorCode.FAILED, "internal error; the log has more under " + correlation);
      }
    };
  }

  /** A failure's class and where in the suite it was thrown. */
  static String place(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith("aico.")) {
        return failure.getClass().getName() + " at " + frame;
      }
    }
    return failure.getClass().getName();
  }

  /** The failure below the wrappers of reflection, stages and SmallRye. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable failure = thrown;
    while (failure.getCause() != null && isWrapper(failure)) {
      failure = failure.getCause();
    }
    return failure;
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || failure instanceof InvocationTargetException
        || failure.getClass().getPackageName().startsWith(Message.class.getPackageName())
        || failure.getClass().getName().startsWith("io.smallrye.reactive.messaging.");
  }
}
