package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we make opens with the command that comes with every Linux. */
class OpensslIT {
  @TempDir Path folder;

  @Test
  void wrappedKey_opensWithTheCommand() throws Exception {
    try (SecretBytes kek = SecretBytes.random(32);
        SecretBytes key = SecretBytes.random(45)) {
      Path wrapped = Files.write(folder.resolve("wrapped"), KeyWrap.wrap(kek, key));
      Path opened = folder.resolve("opened");
      Finished openssl =
          Finished.run(
              List.of(
                  "openssl",
                  "enc",
                  "-d",
                  "-id-aes256-wrap-pad",
                  "-iv",
                  "A65959A6",
                  "-K",
                  Hex.encode(bytes(kek)),
                  "-in",
                  wrapped.toString(),
                  "-out",
                  opened.toString()));
      assertThat(openssl).isEqualTo(new Finished(0, ""));
      assertThat(opened).hasBinaryContent(bytes(key));
    }
  }

  @Test
  void derivedKey_isThatOfTheCommand() throws Exception {
    try (SecretBytes ikm = SecretBytes.random(32);
        SecretBytes derived = Hkdf.sha512(ikm, new byte[] {1, 2}, new byte[] {3}, 64)) {
      Path output = folder.resolve("derived");
      Finished openssl =
          Finished.run(
              List.of(
                  "openssl",
                  "kdf",
                  "-keylen",
                  "64",
                  "-binary",
                  "-out",
                  output.toString(),
                  "-kdfopt",
                  "digest:SHA512",
                  "-kdfopt",
                  "hexkey:" + Hex.encode(bytes(ikm)),
                  "-kdfopt",
                  "hexsalt:0102",
                  "-kdfopt",
                  "hexinfo:03",
                  "HKDF"));
      assertThat(openssl.exitCode()).as(openssl.output()).isZero();
      assertThat(output).hasBinaryContent(bytes(derived));
    }
  }

  private static byte[] bytes(SecretBytes secret) {
    return secret.segment().toArray(ValueLayout.JAVA_BYTE);
  }
}
