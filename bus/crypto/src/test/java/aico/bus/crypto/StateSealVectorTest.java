package aico.bus.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof (github.com/C2SP/wycheproof), {@code
 * testvectors_v1/xchacha20_poly1305_test.json}; case 1 is that of draft-irtf-cfrg-xchacha-03,
 * appendix A.3.1.
 */
class StateSealVectorTest {
  @ParameterizedTest
  @CsvSource({
    "1, 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f,"
        + " 404142434445464748494a4b4c4d4e4f5051525354555657, 50515253c0c1c2c3c4c5c6c7,"
        + " 4c616469657320616e642047656e746c656d656e206f662074686520636c6173"
        + "73206f66202739393a204966204920636f756c64206f6666657220796f75206f"
        + "6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
        + "637265656e20776f756c642062652069742e,"
        + " bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
        + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
        + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
        + "21f9664c97637da9768812f615c68b13b52e, c0875924c1c7987947deafd8780acf49",
    "2, ab1562faea9f47af3ae1c3d6d030e3af230255dff3df583ced6fbbcbf9d606a9,"
        + " 6a5e0c4617e07091b605a4de2c02dde117de2ebd53b23497, '', '', '',"
        + " e2697ea6877aba39d9555a00e14db041",
    "3, d821dce9b890ea37ae1c89e7cb6aeae9371b8179add0d08f5494718322ae0071,"
        + " 3ec3f7c45e687d75a895bf5e71809e7cdac32158bb48ec0d, 8780fb400f94c55d, '', '',"
        + " 966c22d655b9e56326024f028cf887ad",
    "23, 8a275c90eb8688c5d9e82b74331cf104a2c8757d6257079b1d8035bb40d6a8d9,"
        + " 33dfa71a0cb2aca008e4c8e8a72dbda4c407bbadd5d7e1a5, e7c9d1dda90b699e,"
        + " 3c2da491f244acfbd1dc, e5aad5c055dc6df73cf0, 96fc30292cc8381c345d5f2964ba5626",
  })
  void open_knownAnswer(
      int id, String key, String nonce, String aad, String plain, String cipher, String tag) {
    try (SecretBytes secret = SecretBytes.copyOfAndWipe(Hex.decode(key))) {
      byte[] opened = StateSeal.open(secret, Hex.decode(aad), Hex.decode(nonce + cipher + tag));
      assertThat(Hex.encode(opened)).as("case %d", id).isEqualTo(plain);
    }
  }
}
