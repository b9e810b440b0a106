package aico.key.crypto;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import aico.bus.crypto.SecretBytes;
import aico.key.KeyException;
import aico.key.RecoveryShares;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Algorithm;
import org.bouncycastle.crypto.threshold.ShamirSecretSplitter.Mode;
import org.bouncycastle.crypto.threshold.ShamirSplitSecret;
import org.bouncycastle.crypto.threshold.ShamirSplitSecretShare;

/**
 * Shamir's secret sharing, two of three, by Bouncy Castle: byte by byte a line over GF(2^8) with
 * the polynomial of AES, of which share <i>n</i> is the point at <i>n</i> and the secret the one at
 * 0.
 *
 * <p>The library works on the heap. What it is given and what it gives is zeroed here; copies of
 * its own are not, so that for a while the heap of this undumpable process may hold a secret that
 * opens nothing without the key file.
 */
final class SecretSplitter {
  private SecretSplitter() {}

  /** One share; closing it zeroes it. */
  record Share(int number, SecretBytes share) implements AutoCloseable {
    @Override
    public void close() {
      share.close();
    }
  }

  /** Three shares, in the order of their numbers from 1; {@code secret} is not closed. */
  static List<Share> split(SecretBytes secret, SecureRandom random) {
    byte[] bytes = secret.segment().toArray(JAVA_BYTE);
    List<Share> shares = new ArrayList<>();
    try {
      ShamirSplitSecret split =
          new ShamirSecretSplitter(Algorithm.AES, Mode.Native, bytes.length, random)
              .resplit(bytes, RecoveryShares.THRESHOLD, RecoveryShares.SHARES);
      for (int number = 1; number <= RecoveryShares.SHARES; number++) {
        shares.add(
            new Share(
                number,
                SecretBytes.copyOfAndWipe(split.getSecretShares()[number - 1].getEncoded())));
      }
      return List.copyOf(shares);
    } catch (IOException cannotBe) {
      shares.forEach(Share::close);
      throw new KeyException("recovery shares: cannot be made", cannotBe);
    } catch (RuntimeException failed) {
      shares.forEach(Share::close);
      throw failed;
    } finally {
      MemorySegment.ofArray(bytes).fill((byte) 0);
    }
  }

  /** The secret of two shares with different numbers; of foreign ones another. */
  static SecretBytes joined(List<Share> shares) {
    ShamirSplitSecretShare[] points = new ShamirSplitSecretShare[shares.size()];
    for (int i = 0; i < points.length; i++) {
      byte[] bytes = shares.get(i).share().segment().toArray(JAVA_BYTE);
      points[i] = new ShamirSplitSecretShare(bytes, shares.get(i).number());
      MemorySegment.ofArray(bytes).fill((byte) 0);
    }
    try {
      return SecretBytes.copyOfAndWipe(
          new ShamirSplitSecret(Algorithm.AES, Mode.Native, points).getSecret());
    } catch (IOException cannotBe) {
      throw new KeyException("recovery shares: cannot be joined", cannotBe);
    }
  }
}
