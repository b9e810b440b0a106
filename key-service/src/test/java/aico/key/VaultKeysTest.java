package aico.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import aico.bus.contract.EventCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    HandOut.Key got = key(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1));

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

    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
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

    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
        .isInstanceOf(HandOut.Locked.class);
    assertThat(house.journal.codes().getLast()).isEqualTo(EventCode.KEY_LOCKED);
  }

  @Test
  void get_unknownVault_isRefused() {
    assertThat(house.vaultKeys.get(House.VAULT, "owner", PHOTOS, 1))
        .isInstanceOf(HandOut.UnknownVault.class);
    assertThat(house.vaultKeys.get(House.VAULT, "nobody", PHOTOS, 1))
        .isInstanceOf(HandOut.Locked.class);
  }

  @Test
  void get_isRecordedBeforeTheKeyLeaves() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    assertThat(house.journal.codes()).endsWith(EventCode.KEY_CREATED, EventCode.KEY_HANDED_OUT);

    house.journal.full(true);
    assertThatThrownBy(() -> house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
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
    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
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

  @Test
  void rotate_keepsBothKeys_andAgainIsTheSameKey() {
    HandOut.Key first = key(house.vaultKeys.create(House.VAULT, "owner", House.DIARY));
    HandOut.Key second = key(house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2));
    HandOut.Key again = key(house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2));

    assertThat(second.epoch()).isEqualTo(2);
    assertThat(second.key().constantTimeEquals(first.key())).isFalse();
    assertThat(again.key().constantTimeEquals(second.key())).isTrue();
    assertThat(
            key(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
                .key()
                .constantTimeEquals(first.key()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, Integer.MAX_VALUE})
  void rotate_toAnythingButTheNextEpoch_isRefused(int epoch) {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2);
    house.vaultKeys.retireBefore(House.VAULT, "owner", House.DIARY, 2);

    HandOut outcome = house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, epoch);

    assertThat(outcome).isInstanceOf(epoch == 3 ? HandOut.Key.class : HandOut.UnknownVault.class);
  }

  @Test
  void rotate_ofAVaultWithoutKey_isRefused() {
    assertThat(house.vaultKeys.rotate(House.VAULT, "owner", PHOTOS, 1))
        .isInstanceOf(HandOut.UnknownVault.class);
  }

  @Test
  void retire_destroysTheOldKeyOnly_alsoWhileLocked() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.vaultKeys.create(House.VAULT, "owner", PHOTOS);
    house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2);
    house.keyring.lock(House.CLI, null);

    assertThat(house.vaultKeys.retireBefore(House.VAULT, "owner", House.DIARY, 2)).isTrue();

    assertThat(house.files.readAll().getFirst().vaults())
        .extracting(KeyFile.VaultWrap::vaultId, KeyFile.VaultWrap::epoch)
        .containsExactlyInAnyOrder(tuple(PHOTOS, 1), tuple(House.DIARY, 2));
    assertThat(house.journal.codes()).endsWith(EventCode.KEY_RETIRED);
    house.unlock("correct horse");
    assertThat(house.vaultKeys.get(House.VAULT, "owner", House.DIARY, 1))
        .isInstanceOf(HandOut.UnknownVault.class);
  }

  @Test
  void retire_withoutTheNewKey_destroysNothing() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);

    assertThat(house.vaultKeys.retireBefore(House.VAULT, "owner", House.DIARY, 2)).isFalse();
    assertThat(house.files.readAll().getFirst().vaults()).hasSize(1);
  }

  @Test
  void retire_notRecorded_destroysNothing() {
    house.vaultKeys.create(House.VAULT, "owner", House.DIARY);
    house.vaultKeys.rotate(House.VAULT, "owner", House.DIARY, 2);
    house.journal.full(true);

    assertThatThrownBy(() -> house.vaultKeys.retireBefore(House.VAULT, "owner", House.DIARY, 2))
        .isInstanceOf(NotRecorded.class);
    assertThat(house.files.readAll().getFirst().vaults()).hasSize(2);
  }

  private static HandOut.Key key(HandOut outcome) {
    assertThat(outcome).isInstanceOf(HandOut.Key.class);
    return (HandOut.Key) outcome;
  }
}
