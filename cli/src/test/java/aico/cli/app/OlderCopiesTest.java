package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.KeyReply;
import aico.cli.HomeLayout;
import aico.cli.Older;
import aico.cli.storage.BackupNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of backups from before a change. */
class OlderCopiesTest {
  private static final List<KeyReply.Slot> SLOTS =
      List.of(
          new KeyReply.Slot("aa", "password", "2026-11-01T12:00:00Z", null),
          new KeyReply.Slot("bb", "recovery", "2026-11-01T12:00:00Z", null));

  private final HomeLayout home;

  OlderCopiesTest(@TempDir Path folder) throws IOException {
    home = new HomeLayout(folder);
    Files.createDirectories(home.staging());
    new BackupNotes(home).add(Path.of("/media/away"), "2026-11-20T08:00:00Z");
  }

  @Test
  void slotsThatEnded_areNamed_withTheBackups() {
    Older.Copies older = OlderCopies.ofSlots(home, SLOTS, slot -> slot.kind().equals("password"));
    assertThat(older.older()).containsExactly("the password set on 2026-11-01T12:00:00Z");
    assertThat(older.backups()).singleElement().asString().contains("/media/away", "2026-11-20");
    assertThat(OlderCopies.ofSlots(home, SLOTS, slot -> slot.id().equals("bb")).older())
        .containsExactly("the recovery kit with KEY ID bb");
  }

  @Test
  void withoutAnOldSlot_nothingIsSaid() {
    assertThat(OlderCopies.ofSlots(home, SLOTS, slot -> slot.kind().equals("shares")))
        .isEqualTo(Older.Copies.NONE);
  }
}
