package aico.cli.cli;

import aico.bus.contract.ErrorCode;
import aico.cli.CommandFailed;
import aico.cli.ExitCode;
import aico.cli.Suite;
import java.util.Arrays;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands together, and what becomes of what they throw. */
public final class CommandLines {
  private static final String JSON = "--json";

  private CommandLines() {}

  /**
   * Runs one command line.
   *
   * @param suite is asked for only when a command runs, not for help
   * @return the exit code
   */
  public static int run(Supplier<Suite> suite, Output output, String... arguments) {
    if (Arrays.asList(arguments).contains(JSON)) {
      output.useJson();
    }
    CommandLine root = new CommandLine(new Aico(output));
    root.addSubcommand(new SuiteCommands.Up(suite, output));
    root.addSubcommand(new SuiteCommands.Down(suite, output));
    root.addSubcommand(new SuiteCommands.Status(suite, output));
    root.addSubcommand(new SuiteCommands.Doctor(suite, output));
    root.addSubcommand(new SuiteCommands.Unlock(suite, output));
    root.addSubcommand(new SuiteCommands.Lock(suite, output));
    root.addSubcommand(
        new CommandLine(new UserCommands.User())
            .addSubcommand(new UserCommands.Add(suite, output))
            .addSubcommand(new UserCommands.ListAll(suite, output))
            .addSubcommand(new UserCommands.Remove(suite, output)));
    root.addSubcommand(
        new CommandLine(new KeyCommands.Password())
            .addSubcommand(new KeyCommands.Change(suite, output)));
    root.addSubcommand(
        new CommandLine(new KeyCommands.Recovery())
            .addSubcommand(new KeyCommands.Test(suite, output))
            .addSubcommand(new KeyCommands.Renew(suite, output)));
    root.addSubcommand(
        new CommandLine(new SlotCommands.Slot())
            .addSubcommand(new SlotCommands.ListAll(suite, output))
            .addSubcommand(new SlotCommands.Test(suite, output))
            .addSubcommand(new SlotCommands.Add(suite, output))
            .addSubcommand(new SlotCommands.Remove(suite, output)));
    root.addSubcommand(
        new CommandLine(new RotateCommands.Key())
            .addSubcommand(
                new CommandLine(new RotateCommands.Rotate())
                    .addSubcommand(new RotateCommands.Master(suite, output))
                    .addSubcommand(new RotateCommands.Installation(suite, output))));
    root.addSubcommand(
        new CommandLine(new BootCommands.Unattended())
            .addSubcommand(new BootCommands.On(suite, output))
            .addSubcommand(new BootCommands.Off(suite, output))
            .addSubcommand(new BootCommands.Status(suite, output)));
    root.addSubcommand(
        new CommandLine(new BootCommands.Boot())
            .addSubcommand(new BootCommands.Test(suite, output)));
    root.addSubcommand(
        new CommandLine(new KeystoreCommands.Keystore())
            .addSubcommand(new KeystoreCommands.ListAll(suite, output))
            .addSubcommand(new KeystoreCommands.Move(suite, output)));
    root.addSubcommand(
        new CommandLine(new BackupCommands.Backup(suite, output))
            .addSubcommand(new BackupCommands.Verify(suite, output)));
    root.addSubcommand(
        new CommandLine(new BackupCommands.Restore(suite, output))
            .addSubcommand(new ConfirmCommand(suite, output)));
    root.addSubcommand(
        new CommandLine(new VaultCommands.Vault())
            .addSubcommand(new VaultCommands.Create(suite, output))
            .addSubcommand(new VaultCommands.Mount(suite, output))
            .addSubcommand(new VaultCommands.Unmount(suite, output))
            .addSubcommand(new VaultSettingCommands.Show(suite, output))
            .addSubcommand(new VaultSettingCommands.SetUp(suite, output))
            .addSubcommand(
                new CommandLine(new HookCommands.HookGroup())
                    .addSubcommand(new HookCommands.ListAll(suite, output))
                    .addSubcommand(new HookCommands.Add(suite, output))
                    .addSubcommand(new HookCommands.Remove(suite, output))
                    .addSubcommand(new HookCommands.Test(suite, output)))
            .addSubcommand(new VaultSharingCommands.Share(suite, output))
            .addSubcommand(new VaultSharingCommands.Unshare(suite, output))
            .addSubcommand(new ImportCommands.Adopt(suite, output))
            .addSubcommand(new ImportCommands.Import(suite, output))
            .addSubcommand(new VaultCareCommands.Rotate(suite, output))
            .addSubcommand(new VaultCareCommands.CheckFiles(suite, output))
            .addSubcommand(new VaultCommands.PathOf(suite, output))
            .addSubcommand(new VaultCommands.ListAll(suite, output)));
    root.addSubcommand(
        new CommandLine(new AuditCommands.Audit())
            .addSubcommand(new AuditCommands.Tail(suite, output))
            .addSubcommand(new SearchCommands.Search(suite, output))
            .addSubcommand(new SearchCommands.Show(suite, output))
            .addSubcommand(new SearchCommands.Export(suite, output))
            .addSubcommand(new AuditCommands.Verify(suite, output))
            .addSubcommand(new RetentionCommand(suite, output))
            .addSubcommand(new EraseCommand(suite, output))
            .addSubcommand(new WitnessCommand(suite, output))
            .addSubcommand(new ProofCommands.Prove(suite, output))
            .addSubcommand(new ProofCommands.VerifyProof(suite, output)));
    root.addSubcommand(
        new CommandLine(new AlertCommands.Root(suite, output))
            .addSubcommand(new AlertCommands.ListAll(suite, output))
            .addSubcommand(new AlertCommands.Show(suite, output))
            .addSubcommand(new AlertCommands.Acknowledge(suite, output))
            .addSubcommand(new AlertCommands.Resolve(suite, output))
            .addSubcommand(new AlertCommands.Suppress(suite, output))
            .addSubcommand(new AlertCommands.Respond(suite, output))
            .addSubcommand(new AlertCommands.Rules(suite, output)));
    root.addSubcommand(
        new CommandLine(new DevCommands.Dev())
            .addSubcommand(new DevCommands.Stream(suite, output)));
    root.addSubcommand(
        new CommandLine(new IntegratorCommands.Integrator())
            .addSubcommand(new IntegratorCommands.Add(suite, output))
            .addSubcommand(new IntegratorCommands.ListAll(suite, output))
            .addSubcommand(new IntegratorCommands.Renew(suite, output))
            .addSubcommand(new DevCommands.Check(suite, output))
            .addSubcommand(new IntegratorCommands.Remove(suite, output)));
    root.addSubcommand(
        new CommandLine(new StateCommands.State())
            .addSubcommand(new StateCommands.Accept(suite, output)));
    root.addSubcommand(
        new CommandLine(new CredentialCommands.Credentials())
            .addSubcommand(new CredentialCommands.Rotate(suite, output)));
    root.addSubcommand(
        new CommandLine(new BridgeCommands.Bridge())
            .addSubcommand(new BridgeCommands.Add(suite, output))
            .addSubcommand(new BridgeCommands.ListAll(suite, output))
            .addSubcommand(new BridgeCommands.Test(suite, output))
            .addSubcommand(new BridgeCommands.Remove(suite, output)));
    root.addSubcommand(new SuiteCommands.Test());
    root.setParameterExceptionHandler((e, args) -> badUsage(e, output));
    root.setExecutionExceptionHandler((e, line, result) -> failed(e, output));
    return root.execute(arguments);
  }

  private static int badUsage(ParameterException e, Output output) {
    String field =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
            ? unmatched.getUnmatched().getFirst()
            : e.getArgSpec() != null
                ? e.getArgSpec().isOption() ? name(e) : e.getArgSpec().paramLabel()
                : e.getCommandLine().getCommandName();
    output.error(CommandFailed.usage(field, String.valueOf(e.getMessage())));
    if (!output.isJson()) {
      output.prose("See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.of(ErrorCode.USAGE);
  }

  private static String name(ParameterException e) {
    return e.getArgSpec() instanceof CommandLine.Model.OptionSpec option
        ? option.longestName()
        : "option";
  }

  private static int failed(Exception e, Output output) {
    CommandFailed failed =
        e instanceof CommandFailed expected
            ? expected
            : new CommandFailed(
                ErrorCode.FAILED,
                "this should not have happened: " + e.getClass().getName() + ": " + e.getMessage(),
                e);
    output.error(failed);
    if (!(e instanceof CommandFailed) && System.getenv("AICO_DEBUG") != null) {
      e.printStackTrace();
    }
    return ExitCode.of(failed.code());
  }
}
