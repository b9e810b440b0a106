package aico.cli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.EventFilter;
import aico.bus.contract.RequestFailed;
import aico.cli.Check;
import aico.cli.CommandFailed;
import aico.cli.Kits;
import aico.cli.Passwords;
import aico.cli.Suite;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
  private final FakeSuite suite = new FakeSuite();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    out.reset();
    err.reset();
    return CommandLines.run(
        () -> suite,
        new Output(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        arguments);
  }

  private String words() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonNode json() {
    try {
      assertThat(words().lines()).hasSize(1);
      return new JsonMapper().readTree(words());
    } catch (IOException e) {
      throw new AssertionError(words(), e);
    }
  }

  @Test
  void status_asJson_hasTheShapeOfTheSurface() {
    assertThat(run("status", "--json")).isZero();

    JsonNode status = json();
    assertThat(status.fieldNames())
        .toIterable()
        .containsExactly(
            "version",
            "state",
            "services",
            "vaults",
            "recovery_tested",
            "rolled_back",
            "suspended");
    assertThat(status.at("/services/0").fieldNames())
        .toIterable()
        .containsExactly("name", "state", "pid", "user", "pss_bytes", "restarts");
    assertThat(status.at("/services/0/pid").asLong()).isEqualTo(7);
    assertThat(status.at("/services/1/pid").isNull()).isTrue();
    assertThat(status.at("/vaults/0").fieldNames())
        .toIterable()
        .containsExactly(
            "name", "state", "path", "settings", "owner", "shared_with", "read_only", "findings");
  }

  @Test
  void passwordChange_takesBothFromWhereItIsTold() {
    assertThat(run("password", "change", "--password-file", "a", "--new-password-file", "-"))
        .isZero();
    assertThat(run("password", "change", "--recovery-kit", "--new-password-file", "b")).isZero();
    assertThat(run("password", "change")).isZero();

    assertThat(suite.calls)
        .containsExactly(
            List.of(new Passwords.FromFile(Path.of("a")), new Passwords.FromStandardInput()),
            List.of(new Kits.AskAtTerminal(), new Passwords.FromFile(Path.of("b"))),
            List.of(new Passwords.AskAtTerminal(), new Passwords.AskAtTerminal()));
    assertThat(run("password", "change", "--password-file", "a", "--recovery-kit", "k"))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password change",
        "recovery renew",
        "slot add shares",
        "slot remove cc",
        "vault rotate home",
        "vault unshare home child"
      })
  void changesOfKeys_sayWhatBackupsOfBefore_stillOpenWith(String line) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(words())
        .endsWith(
            """
            backups of the home from before still open with
              what opened them then
            that is, of those that were made here
              /media/disk/aico: 2026-11-24T09:30:00Z
            """);
    assertThat(run((line + " --json").split(" "))).isZero();
    assertThat(json().at("/older/0").asText()).isEqualTo("what opened them then");
    assertThat(json().at("/backups/0").asText()).startsWith("/media/disk/aico");
  }

  @Test
  void backup_takesAFolder_andSaysWhatWasNew() {
    assertThat(run("backup", "/b", "--keep", "3", "--without", "a", "--without", "b", "--json"))
        .isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("dir", "taken", "files", "bytes", "removed");
    assertThat(run("backup")).isEqualTo(2);
    assertThat(run("backup", "/b", "--keep", "0")).isEqualTo(2);
    assertThat(run("restore")).isEqualTo(2);
    assertThat(run("restore", "/b", "--recovery-kit", "k")).isZero();

    assertThat(suite.calls)
        .containsExactly(
            "backup to /b keeping 3 without [a, b]",
            List.of("restore /b", new Kits.FromFile(Path.of("k"))));
  }

  @Test
  void restoreConfirm_listsWithoutAProof_andSaysWhatStillWaits() {
    assertThat(run("restore", "confirm", "--list")).isZero();
    assertThat(words())
        .contains("integrator siem (pseudonymous)")
        .contains("response to guessed-password: lock")
        .contains("target loki of the bridge");
    assertThat(suite.calls).isEmpty();

    assertThat(run("restore", "confirm", "--out", "c", "--recovery-kit", "k", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("integrators", "responses", "waiting");
    assertThat(json().at("/waiting/0/kind").asText()).isEqualTo("bridge");
    assertThat(suite.calls)
        .containsExactly(List.of("confirm into c", new Kits.FromFile(Path.of("k"))));
  }

  @Test
  void backupVerify_isDone_onlyWhenEverythingIsWhole() {
    assertThat(run("backup", "verify", "/b", "--password-file", "-")).isZero();
    assertThat(words()).contains("vault diary: whole");

    suite.damagedVaults = List.of("diary");

    assertThat(run("backup", "verify", "/b", "--password-file", "-")).isEqualTo(1);
    assertThat(words()).contains("vault diary: DAMAGED", "vault home: whole");
  }

  @Test
  void vaultSet_leavesWhatIsNotNamed_andRefusesOtherSpans() {
    assertThat(run("vault", "set", "diary", "--idle-lock", "15m", "--grace", "off")).isZero();
    assertThat(words()).contains("idle-lock    15m", "check-every  7d, last checked never");
    assertThat(run("vault", "set", "diary", "--mount", "demand", "--json")).isZero();
    assertThat(json().at("/settings/check_every_s").asLong()).isEqualTo(604_800);

    assertThat(suite.calls)
        .containsExactly(
            "configure diary " + new Suite.VaultChoice(null, 900L, 0L, null, null, null),
            "configure diary " + new Suite.VaultChoice("demand", null, null, null, null, null));
    assertThat(run("vault", "set", "diary", "--grace", "soon")).isEqualTo(2);
    assertThat(run("vault", "set")).isEqualTo(2);
  }

  @Test
  void vaultHook_isListedAddedTestedAndRemoved() {
    assertThat(run("vault", "hook", "list", "db", "--json")).isZero();
    assertThat(json().at("/hooks/0/problem").isNull()).isTrue();
    assertThat(run("vault", "hook", "add", "db", "before-lock", "/x/stop.sh")).isZero();
    assertThat(run("vault", "hook", "add", "db", "before-lock", "/x/a", "--as", "10-a")).isZero();
    assertThat(run("vault", "hook", "test", "db", "before-lock", "--json")).isZero();
    assertThat(json().at("/hooks/0/exit_code").asInt()).isZero();
    suite.hookExitCode = 3;
    assertThat(run("vault", "hook", "test", "db", "before-lock")).isEqualTo(1);
    assertThat(run("vault", "hook", "remove", "db", "before-lock", "10-a")).isZero();
    assertThat(run("vault", "hook", "add", "db", "before-lock")).isEqualTo(2);

    assertThat(suite.calls)
        .containsExactly(
            "hooks db",
            "add hook db before-lock /x/stop.sh as stop-sh",
            "add hook db before-lock /x/a as 10-a",
            "test hooks db before-lock",
            "test hooks db before-lock",
            "remove hook db before-lock 10-a");
  }

  @Test
  void vaultImport_isNamedAfterTheFolder_andSaysWhereTheOriginalIs() {
    assertThat(run("vault", "import", "/x/My Photos")).isZero();
    assertThat(words()).contains("3 files", "1 sockets and pipes", "/x/photos.before-import");
    assertThat(run("vault", "import", "/x/photos", "--name", "p", "--finish", "--json")).isZero();
    assertThat(json().get("original").isNull()).isTrue();
    assertThat(suite.calls)
        .containsExactly(
            new Suite.ImportRequest(
                Path.of("/x/My Photos"), "my-photos", null, null, null, false, null),
            new Suite.ImportRequest(Path.of("/x/photos"), "p", null, null, null, true, null));
  }

  @Test
  void vaultAdopt_isNamedAfterTheFolder_andTakesItsOwnPassword() {
    assertThat(run("vault", "adopt", "/x/letters", "--password-file", "-")).isZero();
    assertThat(run("vault", "adopt", "/x/letters", "--name", "old")).isZero();
    assertThat(suite.calls)
        .containsExactly(
            "adopt /x/letters as letters with FromStandardInput[]",
            "adopt /x/letters as old with AskAtTerminal[]");
  }

  @Test
  void vaultRotate_saysWhatIsLeftOut() {
    assertThat(run("vault", "rotate", "diary")).isZero();
    assertThat(words()).contains("2 sockets and pipes were left out");
  }

  @Test
  void recovery_isTestedAndRenewed() {
    assertThat(run("recovery", "test", "--recovery-kit", "kit", "--json")).isZero();
    assertThat(json().get("tested").asText()).isEqualTo("2026-11-24T10:00:00Z");
    assertThat(run("recovery", "renew", "--recovery-kit", "new", "--json")).isZero();
    assertThat(json().get("file").asText()).isEqualTo("new");
    assertThat(run("recovery", "test")).isZero();
    assertThat(words()).contains("ab12");

    assertThat(suite.calls)
        .containsExactly(
            new Kits.FromFile(Path.of("kit")),
            "renew AskAtTerminal[] to new",
            new Kits.AskAtTerminal());
  }

  @Test
  void keystore_isListedAndMoved() {
    assertThat(run("keystore", "list", "--json")).isZero();
    assertThat(json().get("key_storages").get(0).get("name").asText()).isEqualTo("tpm2");
    assertThat(json().get("key_storages").get(0).get("why_not").asText()).isEqualTo("no TPM");
    assertThat(run("keystore", "list")).isZero();
    assertThat(words()).contains("not here: no TPM").contains("* file");
    assertThat(run("keystore", "move", "tpm2", "--recovery-kit", "kit", "--json")).isZero();
    assertThat(json().get("from").asText()).isEqualTo("file");
    assertThat(run("keystore", "move", "tpm2", "--password-file", "-")).isZero();
    assertThat(words()).contains("kept by tpm2, no longer by file").contains("a copy is left");
    assertThat(run("keystore", "move")).isEqualTo(2);

    assertThat(suite.calls)
        .containsExactly(
            "keystore list",
            "keystore list",
            List.of("move to tpm2", new Kits.FromFile(Path.of("kit"))),
            List.of("move to tpm2", new Passwords.FromStandardInput()));
  }

  @Test
  void json_mayStandBeforeTheCommandToo() {
    assertThat(run("--json", "status")).isZero();
    assertThat(json().get("state").asText()).isEqualTo("running");
  }

  @Test
  void firstUp_endsWithThePathOfTheVault() {
    suite.firstVault = "/h/mnt/home/files";

    assertThat(run("up")).isZero();

    assertThat(words().lines().reduce("", (a, b) -> b)).isEqualTo("/h/mnt/home/files");
    assertThat(suite.calls)
        .containsExactly(new Suite.UpRequest(new Passwords.AskAtTerminal(), null, null));
  }

  @Test
  void up_takesItsOptions() {
    assertThat(
            run(
                "up",
                "--password-file",
                "-",
                "--recovery-kit",
                "kit.txt",
                "--key-storage",
                "tpm2",
                "--json"))
        .isZero();

    assertThat(suite.calls)
        .containsExactly(
            new Suite.UpRequest(new Passwords.FromStandardInput(), Path.of("kit.txt"), "tpm2"));
    assertThat(json().get("state").asText()).isEqualTo("running");
  }

  @Test
  void downAndRemove_asJson_areEmptyObjects() {
    assertThat(run("down", "--json")).isZero();
    assertThat(json().isEmpty()).isTrue();
    assertThat(run("integrator", "remove", "siem", "--json")).isZero();
    assertThat(json().isEmpty()).isTrue();
  }

  @Test
  void unlock_takesAPasswordFile() {
    assertThat(run("unlock", "--password-file", "p.txt")).isZero();
    assertThat(suite.calls).containsExactly(new Passwords.FromFile(Path.of("p.txt")));
  }

  @Test
  void unlock_takesARecoveryKit_fromAFileOrStandardInputOrTheTerminal() {
    assertThat(run("unlock", "--recovery-kit", "kit.txt")).isZero();
    assertThat(run("unlock", "--recovery-kit", "-")).isZero();
    assertThat(run("unlock", "--recovery-kit", "--json")).isZero();
    assertThat(json().get("state").asText()).isEqualTo("running");
    assertThat(run("unlock", "--recovery-kit")).isZero();
    assertThat(suite.calls)
        .containsExactly(
            new Kits.FromFile(Path.of("kit.txt")),
            new Kits.FromStandardInput(),
            new Kits.AskAtTerminal(),
            new Kits.AskAtTerminal());
  }

  @Test
  void unlock_withPasswordAndKit_isUsage_andCallsNothing() {
    assertThat(run("unlock", "--recovery-kit", "-", "--password-file", "p", "--json")).isEqualTo(2);
    assertThat(json().at("/error/field").asText()).isEqualTo("--recovery-kit");
    assertThat(suite.calls).isEmpty();
  }

  @Test
  void doctor_endsWithOneOnlyWhenSomethingFailed() {
    assertThat(run("doctor", "--json")).isZero();
    assertThat(json().get("ok").asBoolean()).isTrue();
    assertThat(json().at("/checks/1").fieldNames())
        .toIterable()
        .containsExactly("id", "status", "message", "fix");

    suite.checks = List.of(Check.failed("gocryptfs", "missing", "install it"));
    assertThat(run("doctor")).isEqualTo(1);
    assertThat(words()).contains("failed").contains("install it");
  }

  @Test
  void vaultCommands_printThePathOrTheVault() {
    assertThat(run("vault", "create", "home", "--at", "/mnt/disk")).isZero();
    assertThat(words()).isEqualTo("/h/mnt/home/files\n");
    assertThat(suite.calls).containsExactly("create home at /mnt/disk");
    assertThat(run("vault", "mount", "home", "--json")).isZero();
    assertThat(json().get("state").asText()).isEqualTo("mounted");
    assertThat(run("vault", "mount", "letters")).isZero();
    assertThat(words()).isEqualTo("/h/mnt/letters/files\n");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("READ-ONLY: 3 files", "aico vault check letters");
    assertThat(run("vault", "rotate", "home")).isZero();
    assertThat(words()).contains("vault home has a new key: 12 files with 3,456 bytes");
    assertThat(run("vault", "rotate", "home", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("name", "state", "path", "files", "bytes", "left_out", "older", "backups");
    assertThat(run("vault", "list", "--json")).isZero();
    assertThat(json().at("/vaults/1/name").asText()).isEqualTo("diary");
  }

  @Test
  void vaultCheck_saysWhichFiles_sinceWhen_andWhatToDo() {
    assertThat(run("vault", "check", "diary")).isZero();
    assertThat(words()).contains("vault diary: whole").contains("12 files");
    suite.findings =
        List.of(
            new Suite.VaultFinding(
                "changed", "2026-11-24T09:00:00Z", "/h/mnt/home/files/page", "AbC/dEf"),
            new Suite.VaultFinding("missing", "2026-11-24T09:00:00Z", null, "AbC/xyz"));
    assertThat(run("vault", "check", "diary", "--accept")).isEqualTo(1);
    assertThat(suite.calls).contains("check diary accept");
    assertThat(words())
        .contains("changed", "/h/mnt/home/files/page", "2026-11-24T09:00:00Z", "AbC/xyz")
        .contains("backup");
    assertThat(run("vault", "check", "diary", "--json")).isEqualTo(1);
    assertThat(json().get("whole").asBoolean()).isFalse();
    assertThat(json().at("/findings/0/fault").asText()).isEqualTo("changed");
  }

  @Test
  void vaultPath_ofALockedVault_isPrinted_butNotWithMounted() {
    assertThat(run("vault", "path", "diary")).isZero();
    assertThat(words()).isEqualTo("/h/mnt/diary/files\n");
    assertThat(run("vault", "path", "diary", "--mounted")).isEqualTo(4);
    assertThat(words()).isEmpty();
    assertThat(run("vault", "path", "home", "--mounted")).isZero();
  }

  @Test
  void auditTail_givesLines_andCloudEventsWithJson() {
    assertThat(run("audit", "tail", "-n", "3", "--json")).isZero();
    assertThat(json().get("source").asText()).isEqualTo("vault-service");
    assertThat(run("audit", "tail", "--follow")).isZero();
    assertThat(words()).startsWith("2026-11-23T10:00:00Z  vault.mounted");
    assertThat(suite.calls).containsExactly("tail 3 false", "tail 10 true");
  }

  @Test
  void auditTail_takesTheFiltersOfSearch() {
    assertThat(run("audit", "tail", "--resource", "diary", "--json")).isZero();
    assertThat(words().strip()).isEqualTo(FakeSuite.EVENT);
    assertThat(run("audit", "tail", "--code", "key.*")).isZero();
    assertThat(words()).isEmpty();
    assertThat(run("audit", "tail", "--severity", "bad", "--json")).isEqualTo(2);
    assertThat(json().at("/error/field").asText()).isEqualTo("--severity");
  }

  @Test
  void auditSearch_takesEveryFilter() {
    assertThat(
            run(
                ("audit search --principal cli --user owner --code vault.* --class 3002 --severity"
                        + " high --resource vault/diary --from 2026-11-01T00:00:00Z --until"
                        + " 2026-11-02T00:00:00Z --text x --limit 7 --json")
                    .split(" ")))
        .isZero();
    assertThat(words().strip()).isEqualTo(FakeSuite.EVENT);
    assertThat(suite.calls)
        .containsExactly(
            "search 7",
            new EventFilter(
                "cli",
                "owner",
                "vault.*",
                3002,
                4,
                "vault/diary",
                "2026-11-01T00:00:00Z",
                "2026-11-02T00:00:00Z",
                "x"));
  }

  @Test
  void auditSearch_forPeople_isALineWithItsNumber() {
    assertThat(run("audit", "search")).isZero();
    assertThat(words())
        .isEqualTo(
            "      42  2026-11-23T10:00:00Z  vault.mounted                   vault-service   vault diary"
                + " for owner through cli"
                + System.lineSeparator());
    assertThat(run("audit", "search", "--class", "file-system-activity", "--count")).isZero();
    assertThat(words().strip()).isEqualTo("17");
    assertThat(suite.calls)
        .last()
        .isEqualTo(new EventFilter(null, null, null, 1001, null, null, null, null, null));
    assertThat(run("audit", "search", "--count", "--json")).isZero();
    assertThat(json().get("count").asLong()).isEqualTo(17);
  }

  @Test
  void auditSearch_ofSomeTimeAgo_isRelativeToNow() {
    assertThat(run("audit", "search", "--from", "2h", "--until", "90m")).isZero();
    EventFilter filter = (EventFilter) suite.calls.getLast();
    assertThat(filter.untilMs() - filter.sinceMs()).isBetween(1_790_000L, 1_810_000L);
  }

  @Test
  void auditShow_explainsInWords_andShowsTheWhole() {
    assertThat(run("audit", "show", "42")).isZero();
    assertThat(words())
        .contains("Vault diary was mounted: its files were readable from then on, for owner")
        .contains("severity       informational")
        .contains("why            a, \"b\"")
        .contains("\"event_code\" : \"vault.mounted\"");
    assertThat(run("audit", "show", "42", "--json")).isZero();
    assertThat(json().get("sequence").asText()).isEqualTo("00000000000000000042");
  }

  @Test
  void auditExport_asCsv_hasNoFormula_andQuotesEverything() {
    assertThat(run("audit", "export", "--format", "csv")).isZero();
    assertThat(words().lines())
        .containsExactly(
            "sequence,time,code,class_uid,activity_id,severity_id,status,recorded_by,principal,user,"
                + "resource_type,resource,correlation,details,id",
            "\"42\",\"2026-11-23T10:00:00Z\",\"vault.mounted\",\"1001\",\"12\",\"1\",\"done\","
                + "\"vault-service\",\"cli\",\"owner\",\"vault\",\"diary\",\"\","
                + "\"{\"\"why\"\":\"\"a, \\\"\"b\\\"\"\"\"}\",\"'=1+1\"");
    for (String start : List.of("=", "+", "-", "@", "\t", "\r")) {
      assertThat(Csv.cell(start + "SUM(A1)")).startsWith("\"'" + start);
    }
    assertThat(Csv.cell("a\nb,\"c")).isEqualTo("\"a\nb,\"\"c\"");
  }

  @Test
  void auditExport_toAFile_saysHowMany() {
    assertThat(run("audit", "export", "--format", "json", "all.json", "--json")).isZero();
    assertThat(json().get("events").asLong()).isEqualTo(1);
    assertThat(suite.calls).containsExactly("export all.json null");
  }

  @Test
  void auditProve_andVerifyProof() {
    assertThat(run("audit", "prove", "42", "--json")).isZero();
    assertThat(json().get("file").asText()).isEqualTo("42.tlog-proof");
    assertThat(run("audit", "prove", "42", "/log", "--key", "k", "--out", "o")).isZero();
    assertThat(words().strip()).isEqualTo("o");
    assertThat(run("audit", "verify-proof", "o", "--key", "k")).isZero();
    assertThat(words())
        .contains("The proof holds: event 42 of a log of 50, signed 2026-11-23T10:00:00Z.")
        .contains("Vault diary was mounted");
    assertThat(suite.calls)
        .containsExactly(
            "prove 42 null null 42.tlog-proof", "prove 42 /log k o", "verify-proof o k");
    suite.failure = CommandFailed.failed("the proof does not hold");
    assertThat(run("audit", "verify-proof", "o")).isEqualTo(1);
  }

  @Test
  void auditVerify_endsWithZeroOnlyWhenWhole() {
    assertThat(run("audit", "verify", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("whole", "size", "first", "root", "checkpoint_time", "first_bad_index");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("words about it");

    suite.whole = false;
    assertThat(run("audit", "verify", "/log", "--key", "k", "--since", "c", "--json")).isEqualTo(1);
    assertThat(json().get("first_bad_index").asLong()).isEqualTo(4);
    assertThat(suite.calls).contains("verify /log k c null");
    assertThat(run("audit", "verify", "--witness", "w/checkpoint")).isEqualTo(1);
    assertThat(suite.calls).contains("verify null null null w/checkpoint");
    assertThat(run("audit", "verify", "--witness", "w", "--since", "c")).isEqualTo(2);
    assertThat(run("audit", "verify", "--witness-key", "w")).isEqualTo(2);
  }

  @Test
  void integratorCheck_endsWithZeroOnlyWhenAllPass() {
    assertThat(run("integrator", "check", "--json", "--", "python3", "c.py", "--from", "0"))
        .isZero();
    assertThat(json().get("passed").asBoolean()).isTrue();
    assertThat(json().at("/cases/0").fieldNames())
        .toIterable()
        .containsExactly("name", "status", "message");
    assertThat(suite.calls).contains("check [python3, c.py, --from, 0]");
    suite.whole = false;
    assertThat(run("integrator", "check", "--", "c")).isEqualTo(1);
    assertThat(words()).contains("fail  revoked     it still runs");
    assertThat(run("integrator", "check")).isEqualTo(2);
  }

  @Test
  void devStream_printsTheFolder() {
    assertThat(run("dev", "stream", "--scenario", "brute-force", "--rate", "50", "--seed", "7"))
        .isZero();
    assertThat(words()).isEqualTo("/tmp/aico-dev-1/integrator\n");
    assertThat(suite.calls)
        .contains("dev DevRequest[scenario=BRUTE_FORCE, seed=7, rate=50, count=1000000]");
    assertThat(run("dev", "stream", "--json")).isZero();
    assertThat(json().fieldNames()).toIterable().containsExactly("dir", "stream", "scenario");
    assertThat(run("dev", "stream", "--scenario", "war")).isEqualTo(2);
    assertThat(run("dev", "stream", "--rate", "0")).isEqualTo(2);
    assertThat(run("dev", "stream", "--count", "0")).isEqualTo(2);
  }

  @Test
  void auditWitness_saysWhatItCosigned() {
    assertThat(run("audit", "witness", "attic", "--once", "--json")).isZero();
    assertThat(json().fieldNames())
        .toIterable()
        .containsExactly("size", "root", "checkpoint_time", "file");
    assertThat(run("audit", "witness", "attic", "--state", "s", "--name", "n", "--stale", "1d"))
        .isZero();
    assertThat(run("audit", "witness", "attic", "--stale", "soon")).isEqualTo(2);
    assertThat(suite.calls)
        .contains(
            "witness WitnessRequest[dir=attic, state=null, name=null, once=true, stale=null]",
            "witness WitnessRequest[dir=attic, state=s, name=n, once=false, stale=PT24H]");
    assertThat(run("audit", "witness")).isEqualTo(2);
  }

  @Test
  void bridge_asJsonAndInWords() {
    assertThat(
            run(
                "bridge",
                "add",
                "loki",
                "--to",
                "otlp+https://l",
                "--filter",
                "2004/high",
                "--user",
                "u",
                "--secret-file",
                "s",
                "--allow-private",
                "--json"))
        .isZero();
    assertThat(json().fieldNames()).toIterable().containsExactly("name", "to", "filter", "from");
    assertThat(suite.calls.getLast())
        .isEqualTo(
            new aico.cli.Bridges.Wanted(
                "loki",
                "otlp+https://l",
                "ocsf",
                "2004/high",
                null,
                "u",
                Path.of("s"),
                null,
                true,
                64,
                168,
                7));
    assertThat(run("bridge", "list", "--json")).isZero();
    assertThat(json().at("/targets/0/lag").asLong()).isEqualTo(2);
    assertThat(json().at("/targets/0/dead_letters").asLong()).isEqualTo(1);
    assertThat(json().at("/targets/0/last_error").asText()).isEqualTo("HTTP 503");
    out.reset();
    assertThat(run("bridge", "list")).isZero();
    assertThat(words()).contains("failing").contains("2 waiting").contains("1 refused for good");
    assertThat(run("bridge", "test", "loki")).isZero();
    assertThat(run("bridge", "remove", "loki")).isZero();
    assertThat(suite.calls).contains("test loki", "remove loki");
  }

  @Test
  void integrators_asJson() {
    assertThat(run("integrator", "add", "siem", "--out", "siem", "--json")).isZero();
    assertThat(json().fieldNames()).toIterable().containsExactly("name", "dir", "files");
    assertThat(run("integrator", "list", "--json")).isZero();
    assertThat(json().at("/integrators/0").fieldNames())
        .toIterable()
        .containsExactly("name", "public_key", "created", "identified", "unconfirmed", "suspended");
    assertThat(run("integrator", "add", "siem", "--out", "siem", "--identified")).isZero();
    assertThat(suite.calls).contains("add siem to siem", "add siem to siem identified");
  }

  @Test
  void erasure_asJson_andInWordsThatSayWhatIsOutOfReach() {
    assertThat(run("audit", "erase", "anna", "--password-file", "pw", "--json")).isZero();
    assertThat(json().get("subject").asText()).isEqualTo("ab".repeat(16));
    assertThat(json().at("/unconfirmed/0").asText()).isEqualTo("integrator/away");
    assertThat(suite.calls.getLast().toString()).startsWith("erase anna ");
    out.reset();
    assertThat(run("audit", "erase", "anna", "--recovery-kit", "kit")).isZero();
    assertThat(words())
        .contains("anna is nobody in the trail up to here")
        .contains("integrator/siem has forgotten")
        .contains("integrator/away was told names and has not confirmed")
        .contains("  2026-11-01 in /mnt/backup");
    assertThat(run("audit", "erase")).isEqualTo(2);
  }

  @Test
  void acceptedState_asJson_andInWords() {
    assertThat(run("state", "accept", "--json")).isZero();
    assertThat(json().at("/accepted/0").asText()).isEqualTo("key-service/keys/owner");
    out.reset();
    assertThat(run("state", "accept")).isZero();
    assertThat(words()).contains("accepted key-service/keys/owner");
  }

  @Test
  void credentials_asJson_andInWordsThatSayWhatIsLeft() {
    assertThat(run("credentials", "rotate", "cli", "--json")).isZero();
    assertThat(json().at("/rotated/0/principal").asText()).isEqualTo("cli");
    assertThat(json().get("left_out").asText()).isEqualTo("audit-service");
    assertThat(json().at("/integrators/0").asText()).isEqualTo("siem");
    out.reset();
    assertThat(run("credentials", "rotate")).isZero();
    assertThat(words()).contains("cli  ab");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("audit-service keeps its key")
        .contains("siem");
    assertThat(suite.calls)
        .containsExactly("rotate credentials of cli", "rotate credentials of null");
  }

  @Test
  void alerts_inWordsAndAsJson() {
    assertThat(run("alerts")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("01234567  open         high     2026-11-01T12:00:00Z")
        .contains("user owner (3 times)")
        .contains("suppressed until 2026-12-01T00:00:00Z: denial-burst");
    assertThat(run("alerts", "list", "--all", "--json")).isZero();
    assertThat(json().at("/alerts/0").fieldNames())
        .toIterable()
        .containsExactly(
            "id", "rule", "title", "level", "subject", "why", "advice", "events", "state", "raised",
            "last", "count");
    assertThat(run("alerts", "show", "0123")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("seen: user owner: 5 events")
        .contains("do:   See through which program")
        .contains("  7  ");
    assertThat(run("alerts", "ack", "0123", "--json")).isZero();
    assertThat(json().get("state").asText()).isEqualTo("open");
    assertThat(run("alerts", "resolve", "0123")).isZero();
    assertThat(run("alerts", "suppress", "denial-burst", "--days", "7", "--json")).isZero();
    assertThat(json().fieldNames()).toIterable().containsExactly("rule", "subject", "days");
    assertThat(run("alerts", "rules")).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("not taken: mine.yml: level: loud")
        .contains("your own rules: /home/rules/*.yml");
    assertThat(run("alerts", "ack")).isEqualTo(2);
  }

  @Test
  void alertResponses_areChosenListedAndEnded() {
    assertThat(run("alerts", "respond")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("guessed-password         lock           since 2026-11-01T12:00:00Z");
    assertThat(run("alerts", "respond", "--json")).isZero();
    assertThat(json().at("/responses/0").fieldNames())
        .toIterable()
        .containsExactly("rule", "response", "user", "since", "suspended");
    assertThat(run("alerts", "respond", "guessed-password", "revoke-session", "--json")).isZero();
    assertThat(json().at("/responses/0/response").asText()).isEqualTo("revoke-session");
    assertThat(run("alerts", "respond", "guessed-password", "off")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("alerts are only told");
    assertThat(run("alerts", "respond", "guessed-password")).isEqualTo(2);
    assertThat(run("alerts", "respond", "guessed-password", "lock", "more")).isEqualTo(2);
  }

  @Test
  void auditRetention_isShownAndChanged() {
    assertThat(run("audit", "retention")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            kept for 400 days, in at most 1024 MiB (default)
            at least 180 days whatever their size: alert, user
            there are 93 events in 3.0 MiB, from 7 of 2026-11-01T12:00:00Z on
            """);
    assertThat(run("audit", "retention", "--days", "90", "--json")).isZero();
    assertThat(json().get("max_days").asLong()).isEqualTo(90);
    assertThat(json().get("max_mib").asLong()).isEqualTo(1024);
    assertThat(json().get("own").asBoolean()).isTrue();
    assertThat(run("audit", "retention", "--days", "0")).isEqualTo(2);
    assertThat(run("audit", "retention", "--days", "many")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"FAILED, 1", "USAGE, 2", "DENIED, 3", "LOCKED, 4", "UNREACHABLE, 5"})
  void everyFailure_hasItsExitCodeAndObject(ErrorCode code, int exit) {
    suite.failure =
        CommandFailed.of(new RequestFailed(code, "that is why", "name", "default-deny", 30));

    assertThat(run("vault", "mount", "home", "--json")).isEqualTo(exit);

    JsonNode error = json().get("error");
    assertThat(error.get("code").asText()).isEqualTo(code.wireName());
    assertThat(error.get("message").asText()).isEqualTo("that is why");
    assertThat(error.get("field").asText()).isEqualTo("name");
    assertThat(error.get("rule").asText()).isEqualTo("default-deny");
    assertThat(error.get("retry_after_s").asLong()).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void aFailureInWords_goesToStandardError(ErrorCode code) {
    suite.failure = new CommandFailed(code, "that is why");

    run("lock");

    assertThat(words()).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("aico: that is why\n");
  }

  @Test
  void optionalFieldsOfAnError_areLeftOut() {
    suite.failure = CommandFailed.locked("no session");

    assertThat(run("lock", "--json")).isEqualTo(4);

    assertThat(json().get("error").fieldNames()).toIterable().containsExactly("code", "message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--bogus",
        "bogus",
        "vault",
        "vault create",
        "up --password-file",
        "audit tail -n x",
        "audit tail -n -1",
        "audit search --limit -1",
        "audit search --from yesterday",
        "audit search --severity bad",
        "audit search --class none",
        "audit search --code nonsense",
        "audit search --principal UPPER",
        "audit show",
        "audit show x",
        "audit show -1",
        "audit export",
        "audit export --format xml",
        "audit prove",
        "audit prove x",
        "audit prove -1",
        "audit verify-proof",
        "integrator add siem",
        "integrator renew siem",
        "credentials",
        "credentials rotate cli more",
        "bridge add loki",
        "bridge test",
        "status extra",
        "test",
        ""
      })
  void wrongWords_areUsage_andCallNothing(String line) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(run(arguments)).isEqualTo(2);

    assertThat(suite.calls).isEmpty();
    assertThat(words()).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).isNotBlank();
  }

  @Test
  void wrongWords_withJson_areOneErrorObject() {
    assertThat(run("status", "--bogus", "--json")).isEqualTo(2);
    assertThat(json().at("/error/code").asText()).isEqualTo("usage");
    assertThat(json().at("/error/field").asText()).isEqualTo("--bogus");
  }

  @Test
  void anUnexpectedFault_isAFailureWithASentence() {
    int exit =
        CommandLines.run(
            () -> {
              throw new IllegalStateException("oops");
            },
            new Output(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8)),
            "status",
            "--json");

    assertThat(exit).isEqualTo(1);
    assertThat(json().at("/error/code").asText()).isEqualTo("failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "down",
        "status",
        "doctor",
        "unlock",
        "lock",
        "vault",
        "vault create",
        "vault mount",
        "vault unmount",
        "vault show",
        "vault set",
        "vault hook",
        "vault hook list",
        "vault hook add",
        "vault hook remove",
        "vault hook test",
        "vault share",
        "vault unshare",
        "vault adopt",
        "vault import",
        "vault rotate",
        "vault check",
        "vault path",
        "vault list",
        "user",
        "user add",
        "user list",
        "user remove",
        "audit",
        "audit tail",
        "audit search",
        "audit show",
        "audit export",
        "audit verify",
        "audit retention",
        "audit prove",
        "audit verify-proof",
        "alerts",
        "alerts list",
        "alerts show",
        "alerts ack",
        "alerts resolve",
        "alerts suppress",
        "alerts respond",
        "alerts rules",
        "integrator",
        "integrator add",
        "integrator list",
        "integrator renew",
        "integrator remove",
        "credentials",
        "credentials rotate",
        "bridge",
        "bridge add",
        "bridge list",
        "bridge test",
        "bridge remove",
        "state",
        "state accept",
        "restore confirm",
        "test"
      })
  void help_ofEveryCommand_hasAnExample_andNeedsNoSuite(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();

    assertThat(suite.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unlock --user child --password-file pw | as child",
        "lock --user child | as child, lock",
        "vault create diary --user child | as child, create diary at null",
        "vault create album --household | create album at null for the household",
        "vault mount home --user child | as child, mount home",
        "vault share home child | share home with child",
        "vault unshare home child --user aunt | as aunt, unshare home from child",
        "vault unshare home nobody | unshare home from nobody",
        "user remove child | remove user child",
        "user remove child --lose-vaults | remove user child losing vaults",
        "user list | users",
      })
  void users_actForThemselves_andShare(String line, String calls) {
    assertThat(run(line.split(" "))).isZero();
    assertThat(suite.calls.stream().map(String::valueOf).collect(Collectors.joining(", ")))
        .startsWith(calls);
  }

  @Test
  void userAdd_tellsHowTheyBegin() {
    assertThat(run("user", "add", "child", "--password-file", "pw", "--recovery-kit", "kit.txt"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("recovery kit ab12 is in kit.txt", "aico unlock --user child");
  }

  @Test
  void users_asJson() {
    assertThat(run("user", "list", "--json")).isZero();
    assertThat(json().at("/users/0/name").asText()).isEqualTo("child");
    assertThat(json().at("/users/1/state").asText()).isEqualTo("unlocked");
  }

  @Test
  void version_isPrinted() {
    assertThat(run("--version")).isZero();
  }
}
