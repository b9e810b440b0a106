package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.EventFilter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SearchesTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();
  private final Searches searches =
      new Searches(() -> "%032x".formatted(ids.incrementAndGet()), now::get);
  private final EventSearch.Search search = new EventSearch.Search(EventFilter.all(), true, 7);

  @Test
  void find_byWhomItWasGivenTo_andNobodyElse() {
    String ticket = searches.open("cli", search);
    assertThat(searches.find("cli", ticket)).contains(search);
    assertThat(searches.find("vault-service", ticket)).isEmpty();
    assertThat(searches.find("cli", "f".repeat(32))).isEmpty();
  }

  @Test
  void find_afterTenMinutesUnused_isOver() {
    String ticket = searches.open("cli", search);
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(searches.find("cli", ticket)).isPresent();
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(searches.find("cli", ticket)).isPresent();
    now.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(searches.find("cli", ticket)).isEmpty();
  }

  @Test
  void open_manyTimes_forgetsTheOneUnusedForLongest() {
    String first = searches.open("cli", search);
    for (int i = 0; i < 64; i++) {
      searches.open("cli", search);
    }
    assertThat(searches.find("cli", first)).isEmpty();
  }
}
