package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof (github.com/C2SP/wycheproof), {@code testvectors_v1/aes_kwp_test.json}, the
 * 256-bit cases with the ids given in front.
 */
class KeyWrapVectorTest {
  private static final String VALID_KEK =
      "1abf4b7fa2bb62a78f09ddab04625dcacdd9e551d1a69b6b162baa53d2700093";
  private static final String MODIFIED_KEK =
      "4f710eb6b5e28703becfc3dc52fa8bc1dd44a4a6d38a84b4f94e89ac32d987e7";
  private static final String PADDING_KEK =
      "48a53c11ef2d727db7eb9a834b134ea9602273aca929702eb2c31d96a58c9be2";

  @ParameterizedTest
  @CsvSource({
    "171, ae, 06c1e65ac0f385b4e8c400d229f39422",
    "172, c548, c98da5936a1313eba1a6773b8060ea5e",
    "173, f713b9, b2a77d9b837e87cdb7391e1df7cdaf14",
    "174, f375cbf7, d8ecf20191f75aa36686298bfa5022ab",
    "175, d9445094b1, 077362f50356fc7c54c70f9cb4306f7d",
    "176, fab43e91ae15, a4bd6a116ad88a52aae3f0c0cb893f9b",
    "177, 90735025797bd2, 68a52de00ec0f1ebbedc38fee6be0c23",
    "178, e43f5e4e123a03c4, 3a6746052a1744cfe7e2f36dafc4042d",
    "179, 1723eb9d000916996a, db7e73da22219e1baac0f4e955c3db2b900b5d3078f94b59",
    "180, 8b18daecde14b8472ffd, f77ec14a010777f1f1071808f285c1c00b4e9420f0e8bf48",
    "182, b3be5e5397df5f46b099e821, 660f645b02405a18f7225b68c0a09a949b2b5ba784922cfe",
    "185, 72aaee126a822184806c7d22eed66b, de497acf18a177a3a9b3d8da46d74dfa58dcc537a3a95323",
  })
  void wrapAndUnwrap_valid(int id, String key, String wrapped) {
    try (SecretBytes kek = SecretBytes.copyOfAndWipe(Hex.decode(VALID_KEK));
        SecretBytes plain = SecretBytes.copyOfAndWipe(Hex.decode(key));
        SecretBytes unwrapped = KeyWrap.unwrap(kek, Hex.decode(wrapped))) {
      assertThat(Hex.encode(KeyWrap.wrap(kek, plain))).as("case %d", id).isEqualTo(wrapped);
      assertThat(Hex.encode(unwrapped.segment().toArray(ValueLayout.JAVA_BYTE)))
          .as("case %d", id)
          .isEqualTo(key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "186, modified IV, 98428fb83dc207033c1585e0242e699be98e0001f1ee15ba",
    "194, modified IV, f795cf444efd94bd6a561d8cb0703ee0e979c073aa66fdaa",
    "202, modified IV, 7fd3ad3aee0545da1ed3a54d5a198a2c76cf8290c011c042",
    "228, modified padding, 40c990f89aa7c76400655fd4167b04cbe24145c8c800dc35",
    "231, modified padding, ffa557ea4960669ccbcf59007a24de06755475c1cfef56da",
    "232, modified padding, 8672fdfb252c0dc9e3bc39b0fe76b9b08cf87b65c0f28ee3",
    "235, modified padding,"
        + " 9220a6eb9c77a3d6374647afa7a3effb99be7e1f7bafeca8a1bbd93e8adcca6e570484008ee674ca",
  })
  void unwrap_modified_isRefused(int id, String comment, String wrapped) {
    assertRefused(id, comment, MODIFIED_KEK, wrapped);
  }

  @ParameterizedTest
  @CsvSource({
    "238, RFC 3349 padding, ac1a774a5de27e4f9c356e4f62deaf8b7eeee6bcafafd895",
    "239, padding too long, 86175acf19ad0b7ac60d1fe4bb7850635e7ec6f8a314f85b6dd3d8f9349ea38d",
    "240, padding too long,"
        + " 791f088847a76731e0d56b9b2dcb28bf9f091a9725790e0a64fc8e7cb3ad50f380297a98e3b1c33e",
    "241, wrong length, 868c34495bd3d7b4e2c1861e7fcbbdb372099488dd96c9ea",
    "242, length 2^32 - 1, 4a8b4aeaa713469bfd9bf88d4072379fc858e40b24b0bebe",
    "243, length 2^32 - 1, c210aa3b5fbf5eac97e68d98d7727f38",
    "244, length 2^31 - 1, e0ebd376e050cc9027b76dfc38ee2c6ae2808cecf480a560",
    "245, length 2^31 + 16, 23a693e211c08ab9b222c2ede2db18f437e22917fdff8032",
    "246, wrong padding, 003f2916fea6827e01199028d3dc4e03889113f97b1860cc242e5a0f28a0f159",
    "247, wrong padding, 5c25a170d5225a6d66e117c691b37383",
    "248, length 0, df9ef924eb59634be5b27cabd33d72bd6be6e01e4672ab05",
    "250, length 9, 76b88ecda760b1af80703036185fc476",
    "251, length 16, fd101943f4ab7c38ec68c75d4b3193dc",
    "252, length 2^31 + 8, 1793a3a9bd146726edbcb9589f20e849",
    "253, empty key, a65959a600000000",
    "254, RFC 3394 wrap, b3941437f55e7cbc3f88050aff703967",
  })
  void unwrap_badPadding_isRefused(int id, String comment, String wrapped) {
    assertRefused(id, comment, PADDING_KEK, wrapped);
  }

  private static void assertRefused(int id, String comment, String kekDigits, String wrapped) {
    try (SecretBytes kek = SecretBytes.copyOfAndWipe(Hex.decode(kekDigits))) {
      assertThatThrownBy(() -> KeyWrap.unwrap(kek, Hex.decode(wrapped)))
          .as("case %d, %s", id, comment)
          .isInstanceOf(UnwrapException.class);
    }
  }
}
