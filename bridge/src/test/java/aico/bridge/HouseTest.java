package aico.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HouseTest {
  @Test
  void vaults_openAndClose_asTheEventsSay() {
    House house =
        House.EMPTY
            .after(Events.vault(0, "vault.created", "diary"))
            .after(Events.vault(1, "vault.mounted", "diary"))
            .after(Events.vault(2, "vault.mounted", "home"))
            .after(Events.vault(3, "vault.unmounted", "diary"));
    assertThat(house.vaults()).isEqualTo(Map.of("diary", false, "home", true));

    House restarted = house.after(Events.of(4, "service.started", 6002, 1, ""));
    assertThat(restarted.vaults()).isEqualTo(Map.of("diary", false, "home", false));
  }

  @Test
  void failedMount_opensNothing_andStrangeNamesAreNoVaults() {
    House house =
        House.EMPTY
            .after(
                Events.of(
                    0, "vault.mounted", 1001, 2, ",\"status_id\":2,\"file\":{\"name\":\"diary\"}"))
            .after(Events.vault(1, "vault.mounted", "../../x"));
    assertThat(house.vaults()).isEmpty();
  }

  @Test
  void floodOfNames_isBounded() {
    House house = House.EMPTY;
    for (int i = 0; i < 500; i++) {
      house = house.after(Events.vault(i, "vault.created", "v" + i));
    }
    assertThat(house.vaults()).hasSize(House.VAULTS_MAX);
  }

  @Test
  void finding_showsForADay() {
    House house = House.EMPTY.after(Events.finding(0));
    long at = house.findingAtMs();
    assertThat(house.hasProblem(at)).isTrue();
    assertThat(house.hasProblem(at + House.FINDING_SHOWS_MS - 1)).isTrue();
    assertThat(house.hasProblem(at + House.FINDING_SHOWS_MS)).isFalse();
    assertThat(House.EMPTY.hasProblem(at)).isFalse();
  }
}
