package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertSubjectsTest {
  private static final String ANNA = "p-0123456789abcdef0123";
  private static final List<String> KNOWN =
      List.of("the suite", "user " + ANNA + ", program cli", "user berta");

  private final AlertSubjects subjects =
      new AlertSubjects(
          new Aliases() {
            @Override
            public Set<String> of(String name) {
              return name.equals("anna") ? Set.of("anna", ANNA) : Set.of(name);
            }

            @Override
            public String written(String name) {
              return name.equals("cli") ? name : "p-of-" + name;
            }
          });

  @Test
  void whoIsMeant_isFoundByNameAndByPseudonym() {
    assertThat(subjects.meant("user anna, program cli", KNOWN)).isEqualTo(KNOWN.get(1));
    assertThat(subjects.meant(KNOWN.get(1), KNOWN)).isEqualTo(KNOWN.get(1));
    assertThat(subjects.meant("user berta", KNOWN)).isEqualTo("user berta");
    assertThat(subjects.meant("the suite", KNOWN)).isEqualTo("the suite");
  }

  /** What is recorded holds no name, whoever is meant. */
  @Test
  void whoIsNotKnown_isWrittenAsAPseudonym() {
    assertThat(subjects.meant("user clara, program cli", KNOWN))
        .isEqualTo("user p-of-clara, program cli");
    assertThat(subjects.meant("clara", KNOWN)).isEqualTo("p-of-clara");
  }
}
