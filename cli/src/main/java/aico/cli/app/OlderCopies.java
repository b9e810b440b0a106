package aico.cli.app;

import aico.bus.contract.KeyReply;
import aico.cli.HomeLayout;
import aico.cli.Older;
import aico.cli.SlotKinds;
import aico.cli.VaultStatus;
import aico.cli.storage.BackupNotes;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Names what backups of before a change still open with, and those that were made here. */
final class OlderCopies {
  private OlderCopies() {}

  /**
   * Of slots that open nothing here any more.
   *
   * @param before all that there were
   * @param ended those that ended; with none there is nothing to name
   */
  static Older.Copies ofSlots(
      HomeLayout home, List<KeyReply.Slot> before, Predicate<KeyReply.Slot> ended) {
    List<String> secrets =
        before.stream()
            .filter(ended)
            .map(slot -> SlotKinds.secret(slot.kind(), slot.id(), slot.created()))
            .toList();
    return secrets.isEmpty()
        ? Older.Copies.NONE
        : new Older.Copies(secrets, new BackupNotes(home).told());
  }

  /** Of a vault's old key; {@code without} is who could open it then and cannot now. */
  static Older.Copies ofVault(HomeLayout home, VaultStatus vault, @Nullable String without) {
    String secret =
        "the password, kit or slot that opened vault %s then%s: its old key is in them"
            .formatted(vault.name(), without == null ? "" : ", also " + without + "'s");
    return new Older.Copies(List.of(secret), new BackupNotes(home).told());
  }
}
