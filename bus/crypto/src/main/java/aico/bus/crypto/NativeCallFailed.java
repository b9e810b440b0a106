package aico.bus.crypto;

/** A downcall threw, or a library broke its own contract: always a fault in this program. */
final class NativeCallFailed extends CryptoException {
  private NativeCallFailed(String message, Throwable cause) {
    super(message, cause);
  }

  private NativeCallFailed(String message) {
    super(message);
  }

  /** Passes unchecked exceptions through: a closed secret must stay an IllegalStateException. */
  static RuntimeException of(String function, Throwable thrown) {
    return switch (thrown) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new NativeCallFailed(function, thrown);
    };
  }

  static NativeCallFailed of(String function) {
    return new NativeCallFailed(function + ": refused");
  }
}
