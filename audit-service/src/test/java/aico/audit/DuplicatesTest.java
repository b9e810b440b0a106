package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;

import aico.audit.Duplicates.AfterGap;
import aico.audit.Duplicates.Conflicting;
import aico.audit.Duplicates.Known;
import aico.audit.Duplicates.Late;
import aico.audit.Duplicates.Next;
import aico.audit.Duplicates.Sighting;
import aico.audit.log.Hashes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
  private final Duplicates duplicates = new Duplicates();

  @Test
  void see_inOrder_isNextThenKnown() {
    assertThat(see(1, "a")).isEqualTo(new Next());
    assertThat(see(2, "b")).isEqualTo(new Next());
    assertThat(see(1, "a")).isEqualTo(new Known());
    assertThat(see(2, "b")).isEqualTo(new Known());
    assertThat(duplicates.head("p", Records.INCARNATION)).hasValue(2L);
  }

  @Test
  void see_anotherRecordUnderTheSamePosition_conflictsOnce() {
    see(1, "a");
    assertThat(see(1, "b")).isEqualTo(new Conflicting());
    assertThat(see(1, "b")).isEqualTo(new Known());
    assertThat(see(1, "a")).isEqualTo(new Known());
    assertThat(see(1, "c")).isEqualTo(new Conflicting());
  }

  @Test
  void see_afterMissingRecords_namesThem() {
    assertThat(see(3, "c")).isEqualTo(new AfterGap(1, 2));
    assertThat(see(4, "d")).isEqualTo(new Next());
    assertThat(see(10, "e")).isEqualTo(new AfterGap(5, 5));
    assertThat(see(2, "b")).isEqualTo(new Late());
    assertThat(see(2, "b")).isEqualTo(new Known());
  }

  @Test
  void see_beforeTheWindow_isLate() {
    for (int i = 1; i <= Window.RECORDS_MAX + 10; i++) {
      assertThat(see(i, "r" + i)).isEqualTo(new Next());
    }
    assertThat(see(11, "r11")).isEqualTo(new Known());
    assertThat(see(Window.RECORDS_MAX, "r" + Window.RECORDS_MAX)).isEqualTo(new Known());
    assertThat(see(5, "r5")).isEqualTo(new Late());
  }

  @Test
  void takeBack_ofABatch_forgetsIt() {
    see(1, "a");
    duplicates.keep();
    see(2, "b");
    see(1, "x");
    see(9, "c");
    duplicates.see(new Position("q", Records.INCARNATION, 1), hash("q"));
    duplicates.takeBack();
    assertThat(duplicates.head("p", Records.INCARNATION)).hasValue(1L);
    assertThat(duplicates.head("q", Records.INCARNATION)).isEmpty();
    assertThat(see(1, "a")).isEqualTo(new Known());
    assertThat(see(1, "x")).isEqualTo(new Conflicting());
    assertThat(see(2, "b2")).isEqualTo(new Next());
  }

  @Test
  void see_moreOutboxesThanAreRemembered_forgetsTheOldest() {
    for (int i = 0; i <= Duplicates.OUTBOXES_MAX; i++) {
      duplicates.see(new Position("p" + i, Records.INCARNATION, 1), hash("a"));
    }
    assertThat(duplicates.head("p0", Records.INCARNATION)).isEmpty();
    assertThat(duplicates.head("p1", Records.INCARNATION)).hasValue(1L);
  }

  @Test
  void see_everNewOutboxesOfOneProducer_forgetsNoneOfTheOthers() {
    see(1, "a");
    for (int i = 0; i < 1_000; i++) {
      duplicates.see(new Position("hostile", "%032x".formatted(i), 1), hash("a"));
    }
    assertThat(see(1, "a")).isEqualTo(new Known());
    assertThat(duplicates.head("hostile", "%032x".formatted(999))).contains(1L);
    assertThat(duplicates.head("hostile", "%032x".formatted(0))).isEmpty();
  }

  /** What a heap of 48 MiB holds beside everything else. */
  @Test
  void see_manyBusyOutboxes_remembersWhatEachHasUnderWay_inBoundedMemory() {
    int outboxes = 64;
    int remembered = Duplicates.RECORDS_OF_ALL_MAX / outboxes / 2;
    byte[] hash = hash("a");
    for (int i = 1; i <= Window.RECORDS_MAX; i++) {
      for (int outbox = 0; outbox < outboxes; outbox++) {
        duplicates.see(new Position("p" + outbox, Records.INCARNATION, i), hash);
      }
      duplicates.keep();
    }
    for (int outbox = 0; outbox < outboxes; outbox++) {
      Position oldest =
          new Position("p" + outbox, Records.INCARNATION, Window.RECORDS_MAX - remembered + 1);
      assertThat(duplicates.see(oldest, hash)).as("p" + outbox).isEqualTo(new Known());
      assertThat(duplicates.head("p" + outbox, Records.INCARNATION))
          .contains((long) Window.RECORDS_MAX);
    }
    assertThat(duplicates.roomLeft()).isNotNegative();
  }

  private Sighting see(long sequence, String record) {
    return duplicates.see(new Position("p", Records.INCARNATION, sequence), hash(record));
  }

  private static byte[] hash(String record) {
    return Hashes.sha256().digest(record.getBytes(StandardCharsets.UTF_8));
  }
}
