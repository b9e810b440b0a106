package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the IANA special-purpose registries; what stands next to a border is tried as well. */
class AddressKindTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "9.255.255.255, PUBLIC",
    "10.0.0.0, PRIVATE",
    "10.255.255.255, PRIVATE",
    "11.0.0.0, PUBLIC",
    "100.63.255.255, PUBLIC",
    "100.64.0.1, PRIVATE",
    "100.127.255.255, PRIVATE",
    "100.128.0.0, PUBLIC",
    "127.0.0.1, LOOPBACK",
    "127.255.255.254, LOOPBACK",
    "169.254.169.254, LINK_LOCAL",
    "172.15.255.255, PUBLIC",
    "172.16.0.0, PRIVATE",
    "172.31.255.255, PRIVATE",
    "172.32.0.0, PUBLIC",
    "192.168.0.1, PRIVATE",
    "192.0.0.8, NEVER",
    "192.0.2.1, NEVER",
    "198.18.0.1, NEVER",
    "198.51.100.1, NEVER",
    "203.0.113.1, NEVER",
    "0.0.0.0, NEVER",
    "224.0.0.1, NEVER",
    "255.255.255.255, NEVER",
    "::, NEVER",
    "::1, LOOPBACK",
    "::2, NEVER",
    "::7f00:1, NEVER",
    "2001:4860:4860::8888, PUBLIC",
    "2606:4700::1, PUBLIC",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "fe80::1, LINK_LOCAL",
    "febf::1, LINK_LOCAL",
    "fec0::1, NEVER",
    "ff02::1, NEVER",
    "2001:db8::1, NEVER",
    "3fff::1, NEVER",
    "2001::1, NEVER",
    "64:ff9b::7f00:1, LOOPBACK",
    "64:ff9b::a00:1, PRIVATE",
    "64:ff9b::808:808, PUBLIC",
    "64:ff9b:1::a00:1, NEVER",
    "2002:7f00:1::, LOOPBACK",
    "2002:a9fe:a9fe::, LINK_LOCAL",
    "4000::1, NEVER"
  })
  void kind(String address, AddressKind expected) {
    assertThat(AddressKind.of(InetAddress.ofLiteral(address).getAddress())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, LOOPBACK", "10.1.2.3, PRIVATE", "8.8.8.8, PUBLIC"})
  void ipv4_inIpv6sClothes_isStillItself(String address, AddressKind expected) {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(InetAddress.ofLiteral(address).getAddress(), 0, mapped, 12, 4);
    assertThat(AddressKind.of(mapped)).isEqualTo(expected);
  }
}
