package aico.vault;

import aico.bus.crypto.SecretBytes;

/** The keys of vaults, kept by key-service. */
public interface VaultKeys {

  /** Makes and keeps the key of a new vault; asked again it answers with the same key. */
  Answer create(String user, String vaultId);

  /** The key of a vault. */
  Answer fetch(String user, String vaultId);

  /** What key-service says. */
  sealed interface Answer {

    /** 32 bytes; whoever takes them closes them. */
    record Key(SecretBytes bytes) implements Answer {}

    /** The user is locked. */
    record Locked() implements Answer {}

    /** key-service says no, or knows no such vault. */
    record Denied(String message) implements Answer {}

    /** key-service cannot do it. */
    record Failed(String message) implements Answer {}

    /** key-service does not answer, or asks to try again later. */
    record Unreachable(String message) implements Answer {}
  }
}
