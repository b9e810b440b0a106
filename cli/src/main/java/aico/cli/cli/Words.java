package aico.cli.cli;

import aico.bus.contract.Users;
import aico.cli.Check;
import aico.cli.Diagnosis;
import aico.cli.Older;
import aico.cli.Span;
import aico.cli.Suite;
import aico.cli.SuiteStatus;
import aico.cli.SuiteStatus.ServiceStatus;
import aico.cli.VaultStatus;
import java.util.List;
import java.util.Locale;

/** Answers in words. */
final class Words {
  private static final long MIB = 1L << 20;

  private Words() {}

  static void status(Output output, SuiteStatus status) {
    output.line(status.state());
    for (ServiceStatus service : status.services()) {
      output.line(
          String.format(
                  Locale.ROOT,
                  "  %-15s %-9s %-12s %-20s %-8s %s",
                  service.name(),
                  service.state(),
                  service.pid() == null ? "" : "pid " + service.pid(),
                  service.user(),
                  service.pss_bytes() == null ? "" : service.pss_bytes() / MIB + " MiB",
                  service.restarts() == 0 ? "" : "restarted " + service.restarts() + " times")
              .stripTrailing());
    }
    vaults(output, status.vaults());
    status
        .rolled_back()
        .forEach(
            store -> output.line("  OLDER THAN THE TRAIL SAYS: " + store + " (see aico doctor)"));
    status
        .suspended()
        .forEach(one ->
            output.line("  SUSPENDED SINCE THE RESTORE: " + one.text() + " (see aico doctor)"));
    if (status.recovery_tested() != null) {
      output.line("  recovery kit last tested " + status.recovery_tested());
    }
  }

  /** What a change of keys leaves open; nothing where there is no such thing. */
  static void older(Output output, Older told) {
    older(output, "backups of the home from before still open with", told);
  }

  static void older(Output output, String heading, Older told) {
    if (told.older().isEmpty()) {
      return;
    }
    output.line(heading);
    told.older().forEach(secret -> output.line("  " + secret));
    if (!told.backups().isEmpty()) {
      output.line("that is, of those that were made here");
      told.backups().forEach(backup -> output.line("  " + backup));
    }
  }

  static void vaultChecked(Output output, Suite.VaultChecked checked) {
    if (checked.whole()) {
      output.line(
          "vault %s: whole: %,d files with %,d bytes %s%s"
              .formatted(
                  checked.name(),
                  checked.files(),
                  checked.bytes(),
                  checked.since() == null
                      ? "read; it was never locked before, so there is nothing to compare with"
                      : "are as they were left (" + checked.since() + ")",
                  checked.live() == 0
                      ? ""
                      : ", but for %,d in use, which were not judged".formatted(checked.live())));
      return;
    }
    output.line(
        "vault %s: %,d files are not as they were left".formatted(checked.name(), checked.total()));
    for (Suite.VaultFinding finding : checked.findings()) {
      output.line(
          "  %-8s since %s  %s"
              .formatted(
                  finding.fault(),
                  finding.good_at(),
                  finding.path() == null ? "ciphertext " + finding.ciphertext() : finding.path()));
    }
    output.line(
        "All other files are whole. Bring these back from a backup (aico restore). They stay findings"
            + " until you accept what is there, and what changed while the vault was locked keeps it"
            + " read-only until then: lock it and run: aico vault check %s --accept"
                .formatted(checked.name()));
  }

  static void vaultShown(Output output, VaultStatus vault) {
    vaults(output, List.of(vault));
    VaultStatus.Settings settings = vault.settings();
    if (settings == null) {
      return;
    }
    String checked = settings.checked();
    output.line("    mount        " + settings.mount());
    output.line("    idle-lock    " + Span.text(settings.idle_lock_s()));
    output.line("    grace        " + Span.text(settings.grace_s()));
    output.line(
        "    check-every  %s, last checked %s"
            .formatted(Span.text(settings.check_every_s()), checked == null ? "never" : checked));
    output.line("    hook-limit   " + Span.text(settings.hook_limit_s()));
    String systemUser = settings.system_user();
    if (systemUser != null) {
      output.line("    system-user  " + systemUser);
    }
  }

  static void vaults(Output output, List<VaultStatus> vaults) {
    for (VaultStatus vault : vaults) {
      output.line(
          String.format(
              Locale.ROOT,
              "  vault %-20s %-10s %s%s",
              vault.name(),
              vault.state(),
              vault.path(),
              whose(vault)));
      vault.warning().ifPresent(warning -> output.line("    " + warning));
    }
  }

  /** Said of what is not the owner's alone. */
  private static String whose(VaultStatus vault) {
    String owner = vault.owner().equals(Users.OWNER) ? "" : vault.owner();
    String shared =
        vault.shared_with().isEmpty()
            ? ""
            : "shared with " + String.join(", ", vault.shared_with());
    String both = owner.isEmpty() || shared.isEmpty() ? owner + shared : owner + ", " + shared;
    return both.isEmpty() ? "" : "  (" + both + ")";
  }

  static void diagnosis(Output output, Diagnosis diagnosis) {
    for (Check check : diagnosis.checks()) {
      output.line(
          String.format(Locale.ROOT, "%-7s %-18s %s", check.status(), check.id(), check.message()));
      if (!check.fix().isEmpty()) {
        output.line(" ".repeat(27) + "→ " + check.fix());
      }
    }
  }
}
