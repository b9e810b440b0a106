package aico.bus.crypto;

/** Takes a page of locked memory, more than there is, and a page again. */
final class LockedMemoryProbe {
  private LockedMemoryProbe() {}

  public static void main(String[] arguments) {
    try (SecretBytes first = SecretBytes.random(32)) {
      System.out.println("first: " + first);
    }
    try (SecretBytes tooMuch = SecretBytes.random(SecretBytes.MAX_SIZE_BYTES)) {
      System.out.println("then: " + tooMuch);
    } catch (LockedMemoryException refused) {
      System.out.println("then: " + refused);
    }
    try (SecretBytes again = SecretBytes.random(32)) {
      System.out.println("again: " + again);
    }
  }
}
