package aico.bus.crypto;

/** Takes a page of a kind of memory, more than there is, and a page again. */
final class LockedMemoryProbe {
  private LockedMemoryProbe() {}

  public static void main(String[] arguments) {
    SecretMemory memory = new SecretMemory(SecretPages.valueOf(arguments[0]));
    try (SecretBytes first = new SecretBytes(32, memory)) {
      System.out.println("first: " + first);
    }
    try (SecretBytes tooMuch = new SecretBytes(SecretBytes.MAX_SIZE_BYTES, memory)) {
      System.out.println("then: " + tooMuch);
    } catch (LockedMemoryException refused) {
      System.out.println("then: " + refused);
    }
    try (SecretBytes again = new SecretBytes(32, memory);
        SecretBytes allThereIs = new SecretBytes(3 * LibcMemory.pageSize(), memory)) {
      System.out.println("again: " + again + ", " + allThereIs);
    }
  }
}
