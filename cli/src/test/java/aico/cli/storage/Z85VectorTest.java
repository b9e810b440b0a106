package aico.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Vectors of ZeroMQ RFC 32/Z85 and of zmq_curve(7). */
class Z85VectorTest {

  @Test
  void encode_ofTheRfcsExample_isHelloWorld() {
    assertThat(Z85.encode(HexFormat.of().parseHex("864fd26fb559f75b"))).isEqualTo("HelloWorld");
  }

  @Test
  void encode_ofTheManualsKey_isItsText() {
    assertThat(
            Z85.encode(
                HexFormat.of()
                    .parseHex("bb88471d65e2659b30c55a5321cebb5aab2b70a398645c26dca2b2fcb43fc518")))
        .isEqualTo("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID");
  }
}
