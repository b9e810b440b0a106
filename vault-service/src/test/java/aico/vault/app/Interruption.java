package aico.vault.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Ends the process, so to speak, at the nth of the moments before and after each call: from then on
 * none of its calls comes to anything.
 */
final class Interruption {
  private int left;
  private boolean happened;

  /** Stands for the end of the process. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash() {
      // Threads die of it by the dozen: where does not matter, and fills the output.
      super("interrupted by the test", null, false, false);
    }
  }

  Interruption(int left) {
    this.left = left;
  }

  <T> T on(Class<T> port, T adapter) {
    Object proxy =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (self, method, arguments) -> {
              moment();
              try {
                Object result = method.invoke(adapter, arguments);
                moment();
                return result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
    return port.cast(proxy);
  }

  private synchronized void moment() {
    if (--left == 0) {
      happened = true;
    }
    if (happened) {
      throw new Crash();
    }
  }

  synchronized boolean happened() {
    return happened;
  }
}
