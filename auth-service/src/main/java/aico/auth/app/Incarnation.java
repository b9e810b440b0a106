package aico.auth.app;

import aico.bus.crypto.Hex;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** This life of the process: random, new with each start. Also the source of random ids. */
@Singleton
public class Incarnation {
  private static final int ID_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final String id = newId();

  String id() {
    return id;
  }

  /** 16 random bytes as 32 hex digits. */
  final String newId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }
}
