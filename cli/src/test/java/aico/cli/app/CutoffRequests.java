package aico.cli.app;

import aico.bus.contract.AuditRequest;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.HomeFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Sends what takes power away, as {@code aico lock} and {@code aico integrator remove} do, from a
 * process that is warm and connected.
 *
 * <p>{@code CutoffRequests HOME}: each line on standard input is {@code lock} or {@code remove
 * NAME}. Answered by the milliseconds since 1970 at which the request went out and, on the next
 * line, those at which it was answered.
 */
public final class CutoffRequests {
  private CutoffRequests() {}

  public static void main(String[] arguments) throws IOException {
    HomeLayout home = new HomeLayout(Path.of(arguments[0]));
    HomeConfig config = new HomeFiles(home).config().orElseThrow();
    try (SuiteBus bus = SuiteBus.open(home.cli());
        var requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      // The connection and this JVM's own code, as with a request that was sent before.
      bus.ask(new AuditRequest.IntegratorList(), SuiteBus.QUICK);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        System.out.println(System.currentTimeMillis());
        if (line.equals("lock")) {
          var session = OwnFiles.session(home, config, "owner");
          new Lock(bus, null, List.of(session), home.mountParents()).run();
        } else {
          String name = line.substring("remove ".length());
          bus.ask(new AuditRequest.IntegratorRemove(name), SuiteBus.QUICK);
        }
        System.out.println(System.currentTimeMillis());
      }
    }
  }
}
