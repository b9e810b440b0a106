package aico.cli.cli;

import aico.cli.Suite;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that acts for one of the users of the home. */
abstract class PersonCommand extends SuiteCommand {
  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Act for this user of the home instead of its owner.")
  private @Nullable String user;

  PersonCommand(Supplier<Suite> suite, Output output) {
    super(suite, output);
  }

  @Override
  protected Suite suite() {
    String named = user;
    return named == null ? super.suite() : super.suite().as(named);
  }
}
