package aico.bus.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.KeyRequest;
import aico.bus.contract.RequestFailed;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadOnlyTest {
  private final ReadOnly readOnly = new ReadOnly(request -> request instanceof KeyRequest.State);
  private final KeyRequest.State look = new KeyRequest.State();
  private final KeyRequest.EndUnattended change = new KeyRequest.EndUnattended("owner");

  @Test
  void whileSomethingIsOlder_onlyWhatIsHarmlessPasses() {
    assertThatCode(() -> readOnly.check(change)).doesNotThrowAnyException();
    readOnly.rolledBack(Set.of("keys/owner", "held"));
    assertThatCode(() -> readOnly.check(look)).doesNotThrowAnyException();
    assertThatThrownBy(() -> readOnly.check(change))
        .isInstanceOf(RequestFailed.class)
        .hasMessageContaining("read-only: held, keys/owner: older than the audit trail says");
    readOnly.rolledBack(Set.of());
    assertThatCode(() -> readOnly.check(change)).doesNotThrowAnyException();
  }

  @Test
  void asked_waitsForTheFirstAnswer_andKeepsIt() {
    var first = readOnly.asked();
    assertThat(first).isNotDone();
    readOnly.rolledBack(Set.of("held"));
    readOnly.rolledBack(Set.of());
    assertThat(first).isCompletedWithValue(false);
    assertThat(readOnly.asked()).isCompletedWithValue(false);
  }
}
