package aico.cli.app;

import aico.cli.CommandFailed;
import aico.cli.Scenario;
import aico.cli.dev.DevLog;
import aico.cli.dev.DevStream;
import aico.cli.os.Ports;
import aico.cli.storage.IntegratorFiles;
import aico.cli.storage.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A made-up log at a socket of its own, and the folder of the one integrator that may follow it.
 */
final class DevPlace implements AutoCloseable {
  private final Path root;
  private final Path folder;
  private final DevLog log;
  private final DevStream stream;

  /** All of it lies in a new folder below the system's temporary one. */
  DevPlace(Scenario scenario, long seed) {
    try {
      // Readable for this user alone.
      root = Files.createTempDirectory("aico-dev-");
      folder = root.resolve("integrator");
      Path server = Files.createDirectory(root.resolve("server"));
      log = new DevLog(scenario, seed);
      stream = new DevStream(server, Ports.free(), log);
    } catch (IOException e) {
      throw CommandFailed.failed("no temporary folder: " + e.getMessage());
    }
    IntegratorFiles files = new IntegratorFiles(folder);
    files.prepare();
    String publicKey =
        files.writeCredential(
            "dev",
            new IntegratorFiles.Endpoints(
                stream.endpoint(), stream.endpoint(), stream.endpoint(), stream.serverKey()));
    files.writeLogKey(log.vkey().toString());
    files.writeProgram();
    stream.admit(publicKey);
  }

  Path folder() {
    return folder;
  }

  /** For what a client prints. */
  Path output() {
    return root.resolve("client.out");
  }

  DevLog log() {
    return log;
  }

  DevStream stream() {
    return stream;
  }

  @Override
  public void close() {
    stream.close();
    log.close();
    try {
      Trees.remove(root);
    } catch (IOException stays) {
      // Below the temporary folder, with keys that open nothing any more.
    }
  }
}
