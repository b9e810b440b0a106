package aico.cli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.EventFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tail shows what a search would find. */
class WantedEventsTest {
  private static final String EVENT =
      """
      {"time":"2026-11-23T22:03:04.567Z","source":"vault-service","data":{"class_uid":1001,\
      "severity_id":2,"metadata":{"event_code":"vault.mounted"},"actor":{"app_name":"cli",\
      "user":{"name":"owner"}},"file":{"name":"diary"}}}\
      """;

  private static WantedEvents wanted(
      @Nullable String principal,
      @Nullable String user,
      @Nullable String code,
      @Nullable Integer classUid,
      @Nullable Integer severity,
      @Nullable String resource,
      @Nullable String since,
      @Nullable String until,
      @Nullable String text) {
    return new WantedEvents(
        new EventFilter(principal, user, code, classUid, severity, resource, since, until, text));
  }

  private static void assertWanted(WantedEvents wanted, boolean is) {
    assertThat(wanted.isAll()).isFalse();
    assertThat(wanted.mayBe(EVENT) && wanted.is(EVENT)).isEqualTo(is);
    assertThat(wanted.is(EVENT)).isEqualTo(is);
  }

  @Test
  void eachField_narrows() {
    String time = "2026-11-23T22:03:04.567Z";
    String later = "2026-11-23T22:03:04.568Z";
    assertWanted(
        wanted("cli", "owner", "vault.*", 1001, 2, "vault/diary", time, later, "DIARY"), true);
    assertWanted(wanted("auth-service", null, null, null, null, null, null, null, null), false);
    assertWanted(wanted(null, "anna", null, null, null, null, null, null, null), false);
    assertWanted(wanted(null, null, "vault.mounted", null, null, null, null, null, null), true);
    assertWanted(wanted(null, null, "vault.unmounted", null, null, null, null, null, null), false);
    assertWanted(wanted(null, null, "vaul.*", null, null, null, null, null, null), false);
    assertWanted(wanted(null, null, null, 3002, null, null, null, null, null), false);
    assertWanted(wanted(null, null, null, null, 3, null, null, null, null), false);
    assertWanted(wanted(null, null, null, null, null, "diary", null, null, null), true);
    assertWanted(wanted(null, null, null, null, null, "user/diary", null, null, null), false);
    assertWanted(wanted(null, null, null, null, null, null, later, null, null), false);
    assertWanted(wanted(null, null, null, null, null, null, null, time, null), false);
    assertWanted(wanted(null, null, null, null, null, null, null, null, "letters"), false);
  }

  @Test
  void whatAPseudonymStandsFor_isJudgedByItsName() {
    WantedEvents wanted = wanted(null, "owner", null, null, null, null, null, null, "diary");
    String sealed = EVENT.replace("owner", "p-1").replace("diary", "p-2");
    assertThat(wanted.mayBe(sealed)).isTrue();
    assertThat(wanted.is(sealed)).isFalse();
    assertThat(wanted.is(EVENT)).isTrue();
  }

  @Test
  void whatNobodyCaused_isCausedByWhoRecordedIt() {
    WantedEvents wanted = wanted("vault-service", null, null, null, null, null, null, null, null);
    assertThat(wanted.is(EVENT.replace("app_name", "other"))).isTrue();
    assertThat(wanted.is(EVENT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"data\":7}", "{\"time\":\"never\",\"data\":[]}"})
  void whateverItIs_isWantedByNone_butByThoseWhoWantAll(String garbage) {
    WantedEvents wanted =
        wanted(null, null, null, null, 1, null, "2026-11-01T00:00:00Z", null, null);
    assertThat(wanted.mayBe(garbage)).isFalse();
    assertThat(wanted.is(garbage)).isFalse();
    WantedEvents all = new WantedEvents(EventFilter.all());
    assertThat(all.isAll() && all.mayBe(garbage) && all.is(garbage)).isTrue();
  }
}
