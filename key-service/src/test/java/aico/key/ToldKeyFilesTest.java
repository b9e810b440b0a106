package aico.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ToldKeyFilesTest {
  private final List<String> told = new ArrayList<>();
  private final InMemoryKeyFiles disk = new InMemoryKeyFiles();
  private final ToldKeyFiles files =
      new ToldKeyFiles(disk, (store, generation) -> told.add(store + " " + generation));

  @Test
  void stores_areNamedBySubject_andOneWithAnotherNameIsNotMissedUnderTheOld() {
    House house = new House();
    ((UnlockOutcome.Created) house.create("correct horse")).kit().close();
    KeyFile file = house.file();
    KeyFile old = file.with((Subject) null);
    files.write(old);
    files.write(file);
    String store = "keys/" + Objects.requireNonNull(file.subject()).id();
    assertThat(told)
        .containsExactly(
            "keys/owner " + old.generation(), "keys/owner 0", store + " " + file.generation());

    ToldKeyFiles next =
        new ToldKeyFiles(disk, (name, generation) -> told.add(name + " " + generation));
    next.readAll();
    assertThat(next.generations()).isEqualTo(Map.of(store, file.generation()));
    assertThat(next.shown(store)).isEqualTo("keys/owner");
    assertThat(next.shown("held")).isEqualTo("held");
    next.remove("owner");
    assertThat(told).endsWith(store + " 0");
  }
}
