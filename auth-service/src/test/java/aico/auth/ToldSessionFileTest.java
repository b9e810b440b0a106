package aico.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ToldSessionFileTest {
  private final InMemorySessionFile disk = new InMemorySessionFile();
  private final List<Long> told = new ArrayList<>();
  private final ToldSessionFile file = new ToldSessionFile(disk, told::add);

  private void save(long generation, long usedS, List<String> open, List<String> ended) {
    Stream<Session> sessions = open.stream().map(ToldSessionFileTest::session);
    file.save(
        new SessionState(
            generation,
            usedS,
            sessions.map(session -> new SessionState.Kept(session, usedS)).toList(),
            ended.stream().map(id -> new SessionState.Until(id, 9_000)).toList(),
            List.of()));
  }

  private static Session session(String id) {
    return new Session(id, "owner", "cli", "u1", "00", 0);
  }

  @Test
  void beginningsAndEnds_areTold_aMereUseIsNot() {
    file.load();
    save(1, 10, List.of("a"), List.of());
    save(2, 20, List.of("a"), List.of());
    save(3, 20, List.of(), List.of("a"));
    save(4, 30, List.of(), List.of("a"));
    assertThat(told).containsExactly(1L, 3L);
  }

  @Test
  void generation_isThatOfWhatWasLoaded_andALoadTellsNothing() {
    save(7, 10, List.of("a"), List.of());
    told.clear();
    ToldSessionFile next = new ToldSessionFile(disk, told::add);
    next.load();
    assertThat(next.generation()).isEqualTo(7);
    next.save(disk.load());
    assertThat(told).isEmpty();
  }
}
