package aico.audit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.audit.AuditException;
import aico.audit.Erasures;
import aico.audit.Erasures.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasureFileTest {
  private static final String ANNA = "ab".repeat(16);

  @TempDir private Path folder;

  private ErasureFile file() {
    return new ErasureFile(folder.resolve("erasures.json"));
  }

  @Test
  void notices_outliveTheProcess_untilConfirmed() {
    Erasures erasures = new Erasures(file());
    erasures.erase(ANNA, 7, List.of("integrator/siem", "integrator/attic"));
    erasures.erase(ANNA, 9, List.of("integrator/siem"));

    Erasures next = new Erasures(file());
    assertThat(next.of("integrator/siem")).containsExactly(new Notice("integrator/siem", ANNA, 9));
    next.confirmed("integrator/siem", ANNA);
    next.confirmed("integrator/siem", "cd".repeat(16));

    Erasures last = new Erasures(file());
    assertThat(last.isConfirmed("integrator/siem", ANNA)).isTrue();
    assertThat(last.isConfirmed("integrator/attic", ANNA)).isFalse();
    last.removed("integrator/attic");
    assertThat(new Erasures(file()).of("integrator/attic")).isEmpty();
  }

  @Test
  void tooMany_areRefused_andNobodyIsTold() {
    Erasures erasures = new Erasures(file());
    List<String> many = IntStream.range(0, 1_025).mapToObj(i -> "integrator/i" + i).toList();
    assertThatThrownBy(() -> erasures.erase(ANNA, 1, many))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("not confirmed");
    assertThat(erasures.of("integrator/i1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"version\":2,\"unconfirmed\":[]}",
        "{\"version\":1,\"unconfirmed\":[{\"principal\":\"integrator/siem\",\"subject\":\"x\",\"upTo\":1}]}",
        "{\"version\":1,\"unconfirmed\":[],\"more\":1}",
      })
  void damaged_isRefused(String content) throws IOException {
    Files.writeString(folder.resolve("erasures.json"), content);
    assertThatThrownBy(() -> file().read()).isInstanceOf(StateFileDamaged.class);
  }
}
