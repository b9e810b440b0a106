package aico.vault;

import static org.assertj.core.api.Assertions.assertThat;

import aico.vault.Gocryptfs.Owner;
import aico.vault.Outcome.Reason;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Vaults whose files belong to a system user of their own. */
class SystemUsersTest {
  private static final VaultName DB = new VaultName("db");
  private static final Asker OWNER = new Asker("cli", "owner", "c", "request");

  private final InMemoryPlaces memory = new InMemoryPlaces();
  private final ListRecorder trail = new ListRecorder();
  private final FakeGocryptfs gocryptfs = new FakeGocryptfs();
  private final Map<String, Owner> users =
      new ConcurrentHashMap<>(Map.of("postgres", new Owner(104, 105)));
  private boolean unreadable;

  @Test
  void create_mountsItForThem_whereTheyAloneGet() {
    Vaults vaults = vaults(true);
    assertDone(create(vaults, "postgres"));
    assertThat(gocryptfs.ownerAt(Path.of("/m-for/postgres/db"))).contains(new Owner(104, 105));
    assertThat(view(vaults).path()).isEqualTo(Path.of("/m-for/postgres/db/files"));
    assertThat(trail.lines()).contains("created db", "configured db");
  }

  @Test
  void create_forNobodyInParticular_isTheHomeOwners() {
    Vaults vaults = vaults(true);
    assertDone(create(vaults, null));
    assertThat(gocryptfs.ownerAt(Path.of("/m/db"))).contains(new Owner(1000, 1001));
    assertThat(trail.lines()).doesNotContain("configured db");
  }

  @Test
  void create_forWhoIsNotThere_orInAHomeWithoutServiceUsers_makesNothing() {
    assertRefused(create(vaults(true), "mallory"), Reason.USAGE, "not on this machine");
    assertRefused(create(vaults(false), "postgres"), Reason.USAGE, "a home that root set up");
    assertThat(memory.load()).isEmpty();
  }

  @Test
  void configure_takesAnUnmountedVaultElsewhere() {
    Vaults vaults = vaults(true);
    create(vaults, null);
    assertRefused(choose(vaults, "postgres"), Reason.FAILED, "expected: unmounted");
    assertThat(view(vaults).path()).isEqualTo(Path.of("/m/db/files"));

    vaults.unmount(DB, OWNER);
    assertRefused(choose(vaults, "mallory"), Reason.USAGE, "not on this machine");
    assertDone(choose(vaults, "postgres"));
    assertDone(vaults.mount(DB, OWNER));
    assertThat(gocryptfs.ownerAt(Path.of("/m-for/postgres/db"))).contains(new Owner(104, 105));
    assertThat(gocryptfs.ownerAt(Path.of("/m/db"))).isEmpty();

    vaults.unmount(DB, OWNER);
    assertDone(choose(vaults, null));
    assertThat(view(vaults).path()).isEqualTo(Path.of("/m/db/files"));
  }

  @Test
  void mount_looksThemUpAnew_andFailsWithoutThem() {
    Vaults vaults = vaults(true);
    create(vaults, "postgres");
    vaults.unmount(DB, OWNER);
    users.put("postgres", new Owner(70, 70));
    assertDone(vaults.mount(DB, OWNER));
    assertThat(gocryptfs.ownerAt(Path.of("/m-for/postgres/db"))).contains(new Owner(70, 70));

    vaults.unmount(DB, OWNER);
    users.clear();
    assertRefused(vaults.mount(DB, OWNER), Reason.FAILED, "postgres: not on this machine");
    assertThat(view(vaults).state()).isEqualTo(VaultState.LOCKED);
  }

  @Test
  void mount_whenTheyCannotBeLookedUp_fails_andTheVaultStaysLocked() {
    Vaults vaults = vaults(true);
    create(vaults, "postgres");
    vaults.unmount(DB, OWNER);
    unreadable = true;
    assertRefused(vaults.mount(DB, OWNER), Reason.FAILED, "cannot be read");
    assertThat(view(vaults).state()).isEqualTo(VaultState.LOCKED);

    unreadable = false;
    assertDone(vaults.mount(DB, OWNER));
  }

  @Test
  void start_takesDownWhatADeadProcessLeftForThem() {
    create(vaults(true), "postgres");
    Vaults next = vaults(true);
    assertThat(gocryptfs.ownerAt(Path.of("/m-for/postgres/db"))).isEmpty();
    next.recordLeftOpen();
    assertThat(trail.lines()).contains("unmounted db");
  }

  private Vaults vaults(boolean serviceUsers) {
    Vaults vaults =
        new Vaults(
            new Places(Path.of("/v"), Path.of("/m"), Path.of("/m-for"), 1000, 1001, serviceUsers),
            memory,
            new InMemoryUnlocks(),
            memory,
            memory,
            gocryptfs,
            new NoFileTrees(),
            new NoManifests(),
            new InMemoryVaultKeys(),
            trail,
            new ListNotices(),
            new SetClocks(),
            this::find,
            () -> UUID.randomUUID().toString().replace("-", ""));
    vaults.start();
    return vaults;
  }

  private Optional<Owner> find(String name) {
    if (unreadable) {
      throw new VaultException("cannot be read");
    }
    return Optional.ofNullable(users.get(name));
  }

  private static Outcome create(Vaults vaults, @Nullable String systemUser) {
    return vaults.create(DB, null, "owner", systemUser, OWNER);
  }

  private static Outcome choose(Vaults vaults, @Nullable String systemUser) {
    return vaults.configure(DB, chosen -> chosen.withSystemUser(systemUser), OWNER);
  }

  private static VaultView view(Vaults vaults) {
    return vaults.list().getFirst();
  }

  private static void assertDone(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  private static void assertRefused(Outcome outcome, Reason reason, String why) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.message()).contains(why);
            });
  }
}
