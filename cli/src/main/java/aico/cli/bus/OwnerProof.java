package aico.cli.bus;

import aico.bus.crypto.SecretBytes;

/** The secret with which the owner proves that the keys are theirs; closing it zeroes it. */
public sealed interface OwnerProof extends AutoCloseable {
  SecretBytes secret();

  /** The master password. */
  record Password(SecretBytes secret) implements OwnerProof {}

  /** The recovery kit as it was given: its whole text, or its words. */
  record Kit(SecretBytes secret) implements OwnerProof {}

  /** The kind of slot that it is for, as requests name it. */
  default String slot() {
    return switch (this) {
      case Password password -> "password";
      case Kit kit -> "recovery";
    };
  }

  @Override
  default void close() {
    secret().close();
  }
}
