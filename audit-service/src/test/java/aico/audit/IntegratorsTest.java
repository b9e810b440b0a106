package aico.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntegratorsTest {
  private static final String KEY = "ab".repeat(32);
  private static final Instant NOW = Instant.parse("2026-11-23T22:03:04Z");

  private final List<String> happened = new ArrayList<>();
  private final List<AuditEvent> events = new ArrayList<>();
  private List<Integrator> stored = List.of();
  private List<Integrator> restored = List.of();
  private boolean trailFails;

  private Integrators integrators() {
    IntegratorStore store =
        new IntegratorStore() {
          @Override
          public List<Integrator> read() {
            return stored;
          }

          @Override
          public void write(List<Integrator> integrators) {
            happened.add("stored");
            stored = integrators;
          }

          @Override
          public List<Integrator> restored() {
            return restored;
          }

          @Override
          public void restoredTaken() {
            restored = List.of();
          }
        };
    IntegratorAccess access =
        new IntegratorAccess() {
          @Override
          public void allow(Integrator integrator) {
            happened.add("allowed " + integrator.name());
          }

          @Override
          public void end(Integrator integrator) {
            happened.add("ended " + integrator.name());
          }

          @Override
          public void exchange(Integrator integrator) {
            happened.add("exchanged " + integrator.name());
          }
        };
    return new Integrators(
        store,
        access,
        event -> {
          if (trailFails) {
            throw new AuditException("not recorded");
          }
          events.add(event);
          happened.add("recorded");
        },
        InstantSource.fixed(NOW.plusMillis(7)));
  }

  @Test
  void add_recordsBeforeItAllows() {
    Integrators integrators = integrators();
    assertThat(integrators.add("siem", KEY, false, e -> e.by("cli", "owner")))
        .isEqualTo(new Integrators.Added(new Integrator("siem", KEY, NOW, false)));
    assertThat(happened).containsExactly("recorded", "stored", "allowed siem");
    assertThat(events.getFirst())
        .isEqualTo(
            AuditEvent.of(EventCode.INTEGRATOR_ADDED)
                .on(new Resource("integrator", "siem"))
                .with("grant", "pseudonymous")
                .by("cli", "owner"));
    assertThat(integrators.add("siem", KEY, true, e -> e)).isEqualTo(new Integrators.Taken("name"));
    assertThat(integrators.add("named", "cd".repeat(32), true, e -> e))
        .isEqualTo(new Integrators.Added(new Integrator("named", "cd".repeat(32), NOW, true)));
    assertThat(events.getLast().details()).containsEntry("grant", "identified");
    assertThat(integrators.add("siem", KEY, false, e -> e)).isInstanceOf(Integrators.Added.class);
    assertThat(happened).hasSize(6);
  }

  @Test
  void add_aTakenNameOrKey_isRefused() {
    Integrators integrators = integrators();
    integrators.add("siem", KEY, false, e -> e);
    assertThat(integrators.add("siem", "cd".repeat(32), false, e -> e))
        .isEqualTo(new Integrators.Taken("name"));
    assertThat(integrators.add("other", KEY, false, e -> e))
        .isEqualTo(new Integrators.Taken("public_key"));
    assertThat(integrators.list()).hasSize(1);
  }

  @Test
  void add_thatCannotBeRecorded_allowsNobody() {
    trailFails = true;
    Integrators integrators = integrators();
    assertThatThrownBy(() -> integrators.add("siem", KEY, false, e -> e))
        .isInstanceOf(AuditException.class);
    assertThat(happened).isEmpty();
    assertThat(integrators.list()).isEmpty();
  }

  @Test
  void add_moreThanThereMayBe_isRefused() {
    Integrators integrators = integrators();
    for (int i = 0; i < Integrators.INTEGRATORS_MAX; i++) {
      integrators.add("i" + i, "%064x".formatted(i), false, e -> e);
    }
    assertThat(integrators.add("more", KEY, false, e -> e))
        .isEqualTo(new Integrators.TooMany(Integrators.INTEGRATORS_MAX));
  }

  @Test
  void remove_endsBeforeItRecords() {
    Integrators integrators = integrators();
    integrators.add("siem", KEY, false, e -> e);
    happened.clear();
    assertThat(integrators.remove("siem", e -> e)).isTrue();
    assertThat(happened).containsExactly("ended siem", "stored", "recorded");
    assertThat(integrators.remove("siem", e -> e)).isFalse();
    assertThat(stored).isEmpty();
  }

  @Test
  void renew_recordsBeforeItExchanges_andKeepsNameAndDate() {
    Integrators integrators = integrators();
    integrators.add("siem", KEY, false, e -> e);
    happened.clear();
    String fresh = "cd".repeat(32);
    assertThat(integrators.renew("siem", fresh, e -> e))
        .contains(new Integrators.Added(new Integrator("siem", fresh, NOW, false)));
    assertThat(happened).containsExactly("recorded", "stored", "exchanged siem");
    assertThat(events.getLast().details())
        .containsEntry("before", KEY)
        .containsEntry("after", fresh);
    assertThat(stored).containsExactly(new Integrator("siem", fresh, NOW, false));

    integrators.add("other", "ef".repeat(32), false, e -> e);
    assertThat(integrators.renew("other", fresh, e -> e))
        .contains(new Integrators.Taken("public_key"));
    assertThat(integrators.renew("nobody", KEY, e -> e)).isEmpty();
  }

  @Test
  void renew_thatCannotBeRecorded_keepsTheOldKey() {
    Integrators integrators = integrators();
    integrators.add("siem", KEY, false, e -> e);
    trailFails = true;
    assertThatThrownBy(() -> integrators.renew("siem", "cd".repeat(32), e -> e))
        .isInstanceOf(AuditException.class);
    assertThat(integrators.list()).containsExactly(new Integrator("siem", KEY, NOW, false));
  }

  @Test
  void start_allowsThoseThatAreStored() {
    stored = List.of(new Integrator("a", KEY, NOW, false));
    Integrators integrators = integrators();
    integrators.start();
    assertThat(happened).containsExactly("allowed a");
    assertThat(integrators.list()).isEqualTo(stored);
  }

  @Test
  void restored_isSuspended_untilItIsConfirmedUnderAFreshKey() {
    restored =
        List.of(new Integrator("siem", KEY, NOW, true), new Integrator("x", "00", NOW, false));
    Integrators integrators = integrators();
    integrators.start();
    assertThat(happened).containsExactly("stored");
    integrators.tellRestored();
    assertThat(events)
        .extracting(AuditEvent::code)
        .containsExactly(EventCode.INTEGRATOR_SUSPENDED, EventCode.INTEGRATOR_SUSPENDED);
    assertThat(events.getFirst().details()).containsEntry("grant", "identified");
    assertThat(restored).isEmpty();

    String fresh = "cd".repeat(32);
    assertThat(integrators.renew("siem", fresh, e -> e)).contains(new Integrators.Waiting());
    assertThat(integrators.add("siem", KEY, true, e -> e)).isEqualTo(new Integrators.Taken("name"));
    assertThat(integrators.confirm("siem", KEY, e -> e))
        .as("the key that stood in the backup")
        .contains(new Integrators.Taken("public_key"));
    assertThat(integrators.confirm("nobody", fresh, e -> e)).isEmpty();
    assertThat(happened).doesNotContain("allowed siem");

    Integrators restarted = integrators();
    restarted.start();
    restarted.tellRestored();
    assertThat(happened).doesNotContain("allowed siem");
    assertThat(events).hasSize(2);

    Integrator confirmed = new Integrator("siem", fresh, NOW, true);
    assertThat(restarted.confirm("siem", fresh, e -> e.by("cli", "owner")))
        .contains(new Integrators.Added(confirmed));
    assertThat(happened).endsWith("recorded", "stored", "allowed siem");
    assertThat(events.getLast())
        .isEqualTo(
            AuditEvent.of(EventCode.INTEGRATOR_CONFIRMED)
                .on(new Resource("integrator", "siem"))
                .with("grant", "identified")
                .with("after", fresh)
                .by("cli", "owner"));
    assertThat(restarted.confirm("siem", fresh, e -> e))
        .as("asked again")
        .contains(new Integrators.Added(confirmed));
    assertThat(restarted.confirm("siem", "ef".repeat(32), e -> e))
        .contains(new Integrators.Taken("name"));
    assertThat(restarted.remove("x", e -> e)).isTrue();
    assertThat(stored).containsExactly(confirmed);
  }

  @Test
  void restored_changesNobodyWhoIsThere() {
    stored = List.of(new Integrator("siem", KEY, NOW, false));
    restored = List.of(new Integrator("siem", "cd".repeat(32), NOW, true));
    Integrators integrators = integrators();

    integrators.start();
    integrators.tellRestored();

    assertThat(integrators.list()).containsExactly(new Integrator("siem", KEY, NOW, false));
    assertThat(events).isEmpty();
  }
}
