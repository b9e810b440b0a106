package aico.cli.cli;

import aico.cli.Suite;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** A command that asks something of the suite and says what came of it. */
abstract class SuiteCommand implements Callable<Integer> {
  protected final Output output;
  private final Supplier<Suite> suite;

  SuiteCommand(Supplier<Suite> suite, Output output) {
    this.suite = suite;
    this.output = output;
  }

  /** Only when a command runs: help needs no suite. */
  protected Suite suite() {
    return suite.get();
  }
}
