package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.EventCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultKeysTest {
  private static final String PHOTOS = "d2".repeat(16);

  private final House house = new House();

  @BeforeEach
  void firstLaunch() {
    house.create("correct horse");
  }

  @Test
  void create_thenGetAfterARestart_isTheSameKey() {
    HandOut.Key made = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));
    house.restart();
    house.unlock("correct horse");

    HandOut.Key got = key(house.vaultKeys.get(House.VAULT, "owner", House.DIARY));

    assertThat(got.key().constantTimeEquals(made.key())).isTrue();
    assertThat(got.epoch()).isEqualTo(1);
  }

  @Test
  void create_twice_isTheSameKeyAndOneEntry() {
    HandOut.Key first = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));
    HandOut.Key second = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));

    assertThat(second.key().constantTimeEquals(first.key())).isTrue();
    assertThat(house.files.readAll().getFirst().vaults()).hasSize(1);
  }

  @Test
  void create_twoVaults_areTwoKeysAndOneDerivation() {
    int before = house.derivation.calls();
    HandOut.Key diary = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));
    HandOut.Key photos = key(house.vaultKeys.create(House.VAULT, "owner", PHOTOS));

    assertThat(photos.key().constantTimeEquals(diary.key())).isFalse();
    assertThat(house.derivation.calls()).isEqualTo(before + 1);
  }

  @Test
  void get_whileLocked_isRefused() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.keyring.lock(House.CLI, null);

    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(HandOut.Locked.class);
    assertThat(house.vaultKeys.create(House.VAULT, "owner", PHOTOS))
        .isInstanceOf(HandOut.Locked.class);
  }

  @Test
  void get_lockedDuringTheDerivation_isRefused() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.restart();
    house.unlock("correct horse");
    house.derivation.meanwhile(() -> house.keyring.lock(House.CLI, null));

    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(HandOut.Locked.class);
    assertThat(house.journal.codes().getLast()).isEqualTo(EventCode.KEY_LOCKED);
  }

  @Test
  void get_unknownVault_isRefused() {
    assertThat(house.vaultKeys.get(House.VAULT, "owner", PHOTOS))
        .isInstanceOf(HandOut.UnknownVault.class);
    assertThat(house.vaultKeys.get(House.VAULT, "nobody", PHOTOS))
        .isInstanceOf(HandOut.Locked.class);
  }

  @Test
  void get_isRecordedBeforeTheKeyLeaves() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    assertThat(house.journal.codes()).endsWith(EventCode.KEY_CREATED, EventCode.KEY_HANDED_OUT);

    house.journal.full(true);
    assertThatThrownBy(() -> house.vaultKeys.get(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(NotRecorded.class);
  }

  @Test
  void create_notRecorded_keepsNothing() {
    house.journal.full(true);
    assertThatThrownBy(() -> house.vaultKeys.create(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(NotRecorded.class);
    assertThat(house.files.readAll().getFirst().vaults()).isEmpty();
  }

  @Test
  void create_diskFull_keepsNothing() {
    house.files.full(true);
    assertThatThrownBy(() -> house.vaultKeys.create(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(KeyException.class);
    house.files.full(false);
    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY))
        .isInstanceOf(HandOut.UnknownVault.class);
  }

  @Test
  void create_beyondTheLimit_isRefused() {
    for (int i = 0; i < KeyFile.VAULTS_LIMIT; i++) {
      house.vaultKeys.create(House.VAULT, "owner", "%032x".formatted(i));
    }
    assertThat(house.vaultKeys.create(House.VAULT, "owner", House.DIARY))
        .isEqualTo(new HandOut.TooManyVaults(KeyFile.VAULTS_LIMIT));
  }

  private static HandOut.Key key(HandOut outcome) {
    assertThat(outcome).isInstanceOf(HandOut.Key.class);
    return (HandOut.Key) outcome;
  }
}
