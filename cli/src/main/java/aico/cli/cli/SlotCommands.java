package aico.cli.cli;

import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Keys;
import aico.cli.Older;
import aico.cli.Suite;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aico slot …}: the ways to the master key. */
final class SlotCommands {
  private SlotCommands() {}

  @Command(
      name = "slot",
      header = "Lists, tests, adds and removes the ways to your keys.",
      description = {
        "",
        "One master key opens everything; each slot is a way to it: the password, the recovery"
            + " kit, recovery shares, unattended start.",
        ""
      },
      synopsisSubcommandLabel = "COMMAND",
      footer = {"", "Example:", "  aico slot list"})
  static final class Slot {}

  @Command(
      name = "list",
      header = "Lists the slots: what each is good for, and what not.",
      footer = {"", "Example:", "  aico slot list"})
  static final class ListAll extends PersonCommand {
    ListAll(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      List<Keys.Slot> slots = suite().keys().slots();
      output.result(
          Map.of("slots", slots),
          () -> {
            for (Keys.Slot slot : slots) {
              output.line(
                  String.format(
                      Locale.ROOT,
                      "%-11s %s  made %s, %s",
                      slot.kind(),
                      slot.id(),
                      slot.created(),
                      slot.tested() == null ? "never tested" : "tested " + slot.tested()));
              output.line("            protects against " + slot.protects());
              output.line("            not against " + slot.exposes());
            }
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "test",
      header = "Proves that a slot opens your keys, and changes nothing but its date.",
      footer = {
        "",
        "Examples:",
        "  aico slot test 0f3a…",
        "  aico slot test 0f3a… --recovery-share one.txt --recovery-share two.txt"
      })
  static final class Test extends PersonCommand {
    @Parameters(paramLabel = "ID", description = "As aico slot list shows it.")
    private String id = "";

    @Mixin private ProofOption proof = new ProofOption();

    Test(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.SlotTested tested = suite().keys().test(id, proof.given());
      output.result(tested, () -> output.line("slot " + tested.id() + " opens your keys"));
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "add",
      header = "Adds a slot: recovery shares, or unattended start.",
      description = {
        "",
        "shares: three texts of 25 words. Any two of them together open everything, one alone"
            + " nothing: for three people whom you trust. Asked again it makes three new ones, and"
            + " the old ones open nothing any more.",
        "unattended: as aico unattended on.",
        ""
      },
      footer = {
        "",
        "Examples:",
        "  aico slot add shares --out /media/stick",
        "  aico slot add unattended"
      })
  static final class Add extends PersonCommand {
    @Parameters(paramLabel = "KIND", description = "shares or unattended.")
    private String kind = "";

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "Write the shares into this folder as share-1.txt to share-3.txt (0600) instead of"
                + " showing them.")
    private @Nullable Path out;

    @Mixin private ProofOption proof = new ProofOption();

    Add(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Keys.SlotAdded added =
          switch (kind) {
            case "shares" -> suite().keys().addShares(proof.proof(), out);
            case "unattended" -> suite().keys().unattendedOn(proof.proof());
            default ->
                throw CommandFailed.usage("KIND", kind + " (expected: shares or unattended)");
          };
      output.result(
          added,
          () -> {
            output.line("slot %s holds from now on: %s".formatted(added.id(), added.kind()));
            added.files().forEach(file -> output.line("  " + file));
            Words.older(output, added);
          });
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "remove",
      header = "Removes a slot; it opens nothing any more.",
      description = {
        "",
        "Neither the password nor the last way of recovery can be removed. Backups of the home that"
            + " were made before still open by the slot.",
        ""
      },
      footer = {"", "Example:", "  aico slot remove 0f3a…"})
  static final class Remove extends PersonCommand {
    @Parameters(paramLabel = "ID", description = "As aico slot list shows it.")
    private String id = "";

    @Mixin private ProofOption proof = new ProofOption();

    Remove(Supplier<Suite> suite, Output output) {
      super(suite, output);
    }

    @Override
    public Integer call() {
      Older.Copies older = suite().keys().remove(id, proof.proof());
      output.result(
          older,
          () -> {
            output.line("slot " + id + " opens nothing any more");
            Words.older(output, older);
          });
      return ExitCode.DONE;
    }
  }
}
