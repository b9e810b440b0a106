package aico.audit.log;

import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Signs with Bouncy Castle, so that the JDK's verification is held against another library. */
final class TestSigner implements UnaryOperator<byte[]> {
  private final Ed25519PrivateKeyParameters key =
      new Ed25519PrivateKeyParameters(new SecureRandom());
  private final Vkey vkey;

  TestSigner(String origin) {
    vkey = new Vkey(origin, key.generatePublicKey().getEncoded());
  }

  Vkey vkey() {
    return vkey;
  }

  @Override
  public byte[] apply(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
