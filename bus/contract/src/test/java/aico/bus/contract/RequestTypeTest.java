package aico.bus.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTypeTest {

  @Test
  void everyRequestRecord_hasExactlyOneType() {
    List<Class<?>> leaves = new ArrayList<>();
    collect(Request.class, leaves);

    assertThat(
            Arrays.stream(RequestType.values()).<Class<?>>map(RequestType::requestClass).toList())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(leaves);
  }

  @Test
  void everyEventCode_isUnique() {
    assertThat(Arrays.stream(EventCode.values()).map(EventCode::code)).doesNotHaveDuplicates();
  }

  @Test
  void nameWithASlash_isRefused_namingTheField() {
    assertThatThrownBy(() -> new VaultRequest.Mount("a/b"))
        .isInstanceOf(InvalidField.class)
        .hasMessageStartingWith("name: ");
  }

  @Test
  void actingRequests_nameTheirResource() {
    assertThat(Resource.of(new VaultRequest.Mount("diary")))
        .isEqualTo(new Resource("vault", "diary"));
  }

  private static void collect(Class<?> type, List<Class<?>> leaves) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, leaves);
      }
    } else {
      leaves.add(type);
    }
  }
}
