package aico.key;

/** How much memory this process could still take. */
@FunctionalInterface
public interface FreeMemory {
  /** The least of what the machine and every control group above this process leave. */
  long availableKib();
}
