package com.neilalexander.jnacl.crypto;

import aico.bus.crypto.CurveBox;

/** NaCl's {@code crypto_secretbox} as JeroMQ calls it; see {@link CurveBox}. */
@SuppressWarnings({"MethodName", "TypeName"})
public final class xsalsa20poly1305 {
  private xsalsa20poly1305() {}

  public static int crypto_secretbox(byte[] c, byte[] m, long mlen, byte[] n, byte[] k) {
    return CurveBox.secretbox(c, m, mlen, n, k);
  }

  public static int crypto_secretbox_open(byte[] m, byte[] c, long clen, byte[] n, byte[] k) {
    return CurveBox.secretboxOpen(m, c, clen, n, k);
  }
}
