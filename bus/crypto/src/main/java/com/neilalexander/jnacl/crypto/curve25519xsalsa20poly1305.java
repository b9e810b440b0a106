package com.neilalexander.jnacl.crypto;

import aico.bus.crypto.CurveBox;
import aico.bus.crypto.MessageBound;

/**
 * NaCl's {@code crypto_box} as JeroMQ calls it; see {@link CurveBox} and {@link MessageBound} for
 * what is refused.
 */
@SuppressWarnings({"MethodName", "TypeName"})
public final class curve25519xsalsa20poly1305 {
  private static final int REFUSED = -1;

  private curve25519xsalsa20poly1305() {}

  public static int crypto_box_keypair(byte[] pk, byte[] sk) {
    return CurveBox.keypair(pk, sk);
  }

  public static int crypto_box_beforenm(byte[] k, byte[] pk, byte[] sk) {
    return CurveBox.beforenm(k, pk, sk);
  }

  public static int crypto_box_afternm(byte[] c, byte[] m, long mlen, byte[] n, byte[] k) {
    return CurveBox.secretbox(c, m, mlen, n, k);
  }

  public static int crypto_box_open_afternm(byte[] m, byte[] c, long clen, byte[] n, byte[] k) {
    int answer = CurveBox.secretboxOpen(m, c, clen, n, k);
    return answer == 0 && !MessageBound.admits(k, m, clen) ? REFUSED : answer;
  }

  public static int crypto_box(byte[] c, byte[] m, long mlen, byte[] n, byte[] pk, byte[] sk) {
    return CurveBox.box(c, m, mlen, n, pk, sk);
  }

  public static int crypto_box_open(byte[] m, byte[] c, long clen, byte[] n, byte[] pk, byte[] sk) {
    return CurveBox.open(m, c, clen, n, pk, sk);
  }
}
