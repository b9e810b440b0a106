package aico.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.connector.CloudEvents;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ForgottenTest {
  private static final String ANNA = "0a".repeat(16);
  private static final String CHILD = "0c".repeat(16);

  private final Forgotten forgotten = new Forgotten();

  @Test
  void whomKeyServiceRetires_waits_untilItIsDoneHere() {
    see("key-service", retired("subject/" + ANNA));
    see("key-service", retired("subject/" + CHILD));
    see("key-service", retired("subject/" + ANNA));
    assertThat(forgotten.waiting()).containsExactly(ANNA, CHILD);

    see("audit-service", erased(ANNA));
    assertThat(forgotten.waiting()).containsExactly(CHILD);
    Forgotten again = Forgotten.decode(forgotten.encode());
    assertThat(again.waiting()).containsExactly(CHILD);
  }

  @Test
  void othersThanKeyService_haveNobodyForgotten_norCallItDone() {
    see("vault-service", retired("subject/" + ANNA));
    see("key-service", retired("vault/" + ANNA));
    see("key-service", "aico.key.retired, and no JSON".getBytes(UTF_8));
    assertThat(forgotten.waiting()).isEmpty();

    see("key-service", retired("subject/" + ANNA));
    see("vault-service", erased(ANNA));
    see("key-service", erased(ANNA));
    assertThat(forgotten.waiting()).containsExactly(ANNA);
  }

  @Test
  void whatIsKept_isBounded_andReadStrictly() {
    for (int i = 0; i <= Forgotten.WAITING_MAX; i++) {
      see("key-service", retired("subject/" + "%032x".formatted(i)));
    }
    assertThat(forgotten.waiting()).hasSize(Forgotten.WAITING_MAX);
    for (String text : new String[] {"", "{}", "[1", "[null]"}) {
      assertThatThrownBy(() -> Forgotten.decode(text.getBytes(UTF_8)))
          .isInstanceOf(AuditException.class);
    }
  }

  private void see(String producer, byte[] event) {
    forgotten.see(producer, event);
  }

  private static byte[] retired(String key) {
    return encoded(AuditEvent.of(EventCode.KEY_RETIRED).on(new Resource("key", key)));
  }

  private static byte[] erased(String subject) {
    return encoded(AuditEvent.of(EventCode.LOG_ERASED).on(new Resource("subject", subject)));
  }

  private static byte[] encoded(AuditEvent event) {
    return CloudEvents.encode(event, "played", Instant.EPOCH, new UUID(0, 1));
  }
}
