package aico.cli.app;

import aico.cli.cli.CommandLines;
import aico.cli.cli.Output;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The {@code aico} command. */
public final class Main {
  private static final int BUFFER_BYTES = 8192;

  private Main() {}

  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Output output = new Output(out, err);
    int code =
        CommandLines.run(() -> new LocalSuite(Surroundings.ofProcess(output)), output, arguments);
    out.flush();
    System.exit(code);
  }
}
