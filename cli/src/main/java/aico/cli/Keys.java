package aico.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be done with a user's master key and the ways to it. Errors as of {@link Suite}. */
public interface Keys {

  /**
   * One way to the master key.
   *
   * @param created RFC 3339
   * @param tested when it was last seen to open the key, RFC 3339; null when never
   * @param protects what it is good for
   * @param exposes what it does not protect against
   */
  record Slot(
      String id,
      String kind,
      String created,
      @Nullable String tested,
      String protects,
      String exposes) {}

  List<Slot> slots();

  /** Tries a slot; {@code proof} empty asks for what opens it, if a person has to be asked. */
  SlotTested test(String id, Optional<Proof> proof);

  /** A slot that opens. */
  record SlotTested(String id, String tested) {}

  /**
   * A new slot.
   *
   * @param files where its recovery shares were written to; empty when they were shown
   * @param older names what it took the place of; empty when of nothing
   */
  record SlotAdded(
      String id, String kind, List<String> files, List<String> older, List<String> backups)
      implements Older {
    public SlotAdded {
      files = List.copyOf(files);
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }

  /** Makes shares; {@code out} null shows them at the terminal, one after the other. */
  SlotAdded addShares(Proof proof, @Nullable Path out);

  Older.Copies remove(String id, Proof proof);

  SlotAdded unattendedOn(Proof proof);

  void unattendedOff();

  /**
   * What the next start would do with nobody there.
   *
   * @param on whether there is a slot for it
   * @param opens whether that opened just now
   * @param held whether a person locked, so that it stays so until a person unlocks
   * @param survives_stolen_disk whether whoever has the disk alone gets nothing by it
   * @param survives_stolen_machine whether whoever has the machine, switched off, gets nothing
   * @param keeps_out_other_users whether other users of the machine get nothing
   */
  record Unattended(
      boolean on,
      boolean opens,
      boolean held,
      String key_storage,
      boolean survives_stolen_disk,
      boolean survives_stolen_machine,
      boolean keeps_out_other_users) {

    /** In words, whom it would let in. */
    public String lets() {
      if (!keeps_out_other_users) {
        return "other users of this machine could get at the key that opens everything";
      }
      if (!survives_stolen_disk) {
        return "whoever takes the disk, or the machine, can open everything";
      }
      return survives_stolen_machine
          ? "neither the disk nor the machine, switched off, opens anything to a thief"
          : "whoever takes the whole machine can start it and have everything open; the disk alone"
              + " opens nothing";
    }
  }

  Unattended unattended();

  /**
   * A rehearsal of the next reboot.
   *
   * @param alone whether the suite comes back with the keys open and nobody there
   * @param because why not, each with what to do; empty when it does
   * @param vaults those that mount by themselves then
   */
  record BootTest(boolean alone, List<String> because, List<String> vaults) {
    public BootTest {
      because = List.copyOf(because);
      vaults = List.copyOf(vaults);
    }
  }

  BootTest bootTest();

  /**
   * How a master key is rotated.
   *
   * @param proof that the keys are the asker's
   * @param fresh where the new password comes from; null keeps the old one
   * @param kit where the new kit is written to; null shows it
   * @param vaults whether each vault gets a new key, too
   */
  record RotationRequest(
      Proof proof, @Nullable Passwords fresh, @Nullable Path kit, boolean vaults) {}

  /**
   * A new master key.
   *
   * @param key_id of the new kit
   * @param file where the kit was written to; null when it was shown
   * @param rotated names of vaults with a new key
   * @param left why others have none, each with its name
   */
  record Rotated(
      String key_id,
      @Nullable String file,
      List<String> rotated,
      List<String> left,
      List<String> older,
      List<String> backups)
      implements Older {
    public Rotated {
      rotated = List.copyOf(rotated);
      left = List.copyOf(left);
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }

  Rotated rotate(RotationRequest request);

  /**
   * A new installation key.
   *
   * @param key_id of the new one
   * @param ended_key_id of the old one
   * @param key_storage where the new one is
   * @param ended_key_storage where the old one was
   * @param waiting for what it still waits; empty when the old key is gone
   * @param older what the old key still opens in copies of the home from before
   */
  record InstallationRotated(
      String key_id,
      String ended_key_id,
      String key_storage,
      String ended_key_storage,
      List<String> waiting,
      List<String> older,
      List<String> backups)
      implements Older {
    public InstallationRotated {
      waiting = List.copyOf(waiting);
      older = List.copyOf(older);
      backups = List.copyOf(backups);
    }
  }

  /** Makes a new installation key; {@code into} null leaves it in the storage there is. */
  InstallationRotated rotateInstallation(Proof proof, @Nullable String into);
}
