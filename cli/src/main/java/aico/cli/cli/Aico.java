package aico.cli.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: what is common to all. */
@Command(
    name = "aico",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Aico.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "Sets up and runs the security backbone of a self-hosted system on this machine.",
    synopsisSubcommandLabel = "COMMAND")
final class Aico {
  private final Output output;

  Aico(Output output) {
    this.output = output;
  }

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object instead of words; errors too.")
  void json(boolean wanted) {
    if (wanted) {
      output.useJson();
    }
  }

  /** The version of the program. */
  static final class Version implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Aico.class.getPackage().getImplementationVersion();
      return new String[] {"aico " + (version == null ? "development" : version)};
    }
  }
}
