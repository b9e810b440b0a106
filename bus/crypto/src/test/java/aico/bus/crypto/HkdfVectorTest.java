package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof (github.com/C2SP/wycheproof), {@code testvectors_v1/hkdf_sha512_test.json},
 * the cases with the ids given in front; RFC 5869 itself has none for SHA-512.
 */
class HkdfVectorTest {
  @ParameterizedTest
  @CsvSource({
    "1, 24aeff2645e3e0f5494a9a102778c43a, '', '', dd2599840b09699c6200b5cba79002b3aa75c61b",
    "3, a4748031a14d3e6aafe42aa20c568f5f, '', '',"
        + " 62ea97e06051e40b79deb127a4da294f557cafa3d7a90a75c02064571dfbbe46"
        + "99129bdcec4b39eed7757ce8e3571589f7d8f5523c0dc3fd6a56b099fb4bfd51",
    "5, c181696a19ab1a32eb6e81b2925d8990, '', d8c8de92fe5422c9825996354db1821ba43a81ac,"
        + " bd646410b4ef179e10369db6d7e4fe841e7915f8ae793b8f49149c05a0cee691b234c8cbb51c8b038b7a",
    "7, c27718560fae2515acb17a874991d357, 4487f538b65c9058625057b4bbdd93e7, '',"
        + " 35f274d31948fc03ce2c06501aaefe1b033655e8",
    "12, 7a00817689a3d79001825a864c69c120, 08bc01c053a6406c7c4a667c9b9b3894,"
        + " 967ccd75395be6e96a67759f070487c9e2107791,"
        + " aed987bcc5ed33c4feec7b28aa9fe1c16b1181e00ff42c63cf692ec19242f6d4"
        + "628604b3382db0806d5e61518f83fc651e6f3bd0a9d1322926a76869b98b75d6",
    "20, 24a37db03dbcffbe9e28d582d0d8c60a,"
        + " 4c3d3b4f5436418713fbe2fbc4d647095ce5d5392dcfffd20327187e14fb6836"
        + "0b94c5122203292d8b648a754ab70f6d3d61e0650f06d55c4b5762cba0231e27,"
        + " 8cd9e7b786a74bd370bae434e31a559bdf75d65f,"
        + " ea18185ff290f27480f625404a39d56582a1bcd8f74f97cfccb898ddf2611833ed57fa46e88e145b604d",
  })
  void sha512_knownAnswer(int id, String ikm, String salt, String info, String okm) {
    assertThat(Hex.encode(derive(ikm, Hex.decode(salt), Hex.decode(info), okm.length() / 2)))
        .as("case %d", id)
        .isEqualTo(okm);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "63, 1, 1",
    "64, 64, 10",
    "65, 128, 64",
    "16320, 129, 1024",
    "32, 1024, 7"
  })
  void sha512_anySizes_agreesWithTheJdk(int size, int saltSize, int infoSize) throws Exception {
    byte[] salt = new byte[saltSize];
    byte[] info = new byte[infoSize];
    Arrays.fill(salt, (byte) 0x5a);
    Arrays.fill(info, (byte) 0xa5);
    String ikm = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    byte[] expected =
        KDF.getInstance("HKDF-SHA512")
            .deriveData(
                HKDFParameterSpec.ofExtract()
                    .addIKM(Hex.decode(ikm))
                    .addSalt(salt)
                    .thenExpand(info, size));
    assertThat(derive(ikm, salt, info, size)).isEqualTo(expected);
  }

  @Test
  void sizesOutOfBounds_areFaultsOfTheCaller() {
    byte[] none = new byte[0];
    try (SecretBytes ikm = SecretBytes.random(32);
        SecretBytes empty = SecretBytes.allocate(0)) {
      for (int size : new int[] {-1, 0, 16321}) {
        assertThatThrownBy(() -> Hkdf.sha512(ikm, none, none, size))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected: 1 to 16320");
      }
      assertThatThrownBy(() -> Hkdf.sha512(ikm, new byte[1025], none, 32))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Hkdf.sha512(ikm, none, new byte[1025], 32))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Hkdf.sha512(empty, none, none, 32))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static byte[] derive(String ikmDigits, byte[] salt, byte[] info, int size) {
    try (SecretBytes ikm = SecretBytes.copyOfAndWipe(Hex.decode(ikmDigits));
        SecretBytes okm = Hkdf.sha512(ikm, salt, info, size)) {
      return okm.segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
