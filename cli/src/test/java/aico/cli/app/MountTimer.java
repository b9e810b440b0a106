package aico.cli.app;

import aico.bus.contract.KeyRequest;
import aico.bus.contract.Principals;
import aico.bus.contract.VaultRequest;
import aico.bus.crypto.PasswordFile;
import aico.bus.crypto.SecretBytes;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.HomeFiles;
import aico.cli.storage.SessionFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Times mounts: from the request on the bus, with its token and its decision, to the first byte
 * read of a file in the vault, and next to it the same with stock gocryptfs.
 *
 * <p>{@code MountTimer HOME PASSWORD_FILE VAULT FILE STOCK_CIPHER STOCK_MOUNT ROUNDS}: FILE lies in
 * both. Each round locks and unlocks, mounts the vault for the first time since then (its wrapping
 * key is derived), again, and the stock one once. Prints one JSON object with the medians in
 * milliseconds.
 */
public final class MountTimer {
  private final SuiteBus bus;
  private final SessionFile session;
  private final Path password;
  private final String vault;

  private MountTimer(SuiteBus bus, HomeLayout home, Path password, String vault) {
    this.bus = bus;
    this.password = password;
    this.vault = vault;
    HomeConfig config = new HomeFiles(home).config().orElseThrow();
    session = OwnFiles.session(home, config, "owner");
  }

  public static void main(String[] arguments) throws Exception {
    HomeLayout home = new HomeLayout(Path.of(arguments[0]));
    Path password = Path.of(arguments[1]);
    String file = arguments[3];
    Path cipher = Path.of(arguments[4]);
    Path mount = Path.of(arguments[5]);
    int rounds = Integer.parseInt(arguments[6]);
    double[] first = new double[rounds];
    double[] later = new double[rounds];
    double[] stock = new double[rounds];
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      MountTimer timer = new MountTimer(bus, home, password, arguments[2]);
      // The connections and this JVM's own code: the same request as ever after.
      timer.unmount();
      timer.ours(file);
      timer.unmount();
      for (int round = 0; round < rounds; round++) {
        timer.lockAndUnlock();
        first[round] = timer.ours(file);
        timer.unmount();
        later[round] = timer.ours(file);
        timer.unmount();
        stock[round] = stock(password, cipher, mount, file);
        System.err.printf(
            "round %d: first %.0f ms, later %.0f ms, stock %.0f ms%n",
            round + 1, first[round], later[round], stock[round]);
      }
      timer.ours(file);
    }
    System.out.printf(
        "{\"first_ms\": %.1f, \"later_ms\": %.1f, \"stock_ms\": %.1f}%n",
        median(first), median(later), median(stock));
  }

  private void lockAndUnlock() {
    bus.ask(new KeyRequest.Lock(null), SuiteBus.LONG);
    try (SecretBytes secret = PasswordFile.read(password)) {
      new Unlock(bus, session).withPassword(secret);
    }
  }

  /** A vault that a person unmounted stays so at an unlock. */
  private void unmount() {
    bus.ask(new VaultRequest.Unmount(vault), SuiteBus.LONG);
  }

  private double ours(String file) throws IOException {
    long startNs = System.nanoTime();
    var mounted =
        new Acting(bus, session)
            .ask(Principals.VAULT, new VaultRequest.Mount(vault), SuiteBus.LONG);
    readByte(Path.of(mounted.path()).resolve(file));
    return (System.nanoTime() - startNs) / 1e6;
  }

  private static double stock(Path password, Path cipher, Path mount, String file)
      throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    run(password, List.of("gocryptfs", "-q", "-nosyslog", cipher.toString(), mount.toString()));
    readByte(mount.resolve(file));
    double ms = (System.nanoTime() - startNs) / 1e6;
    run(Path.of("/dev/null"), List.of("fusermount3", "-u", mount.toString()));
    return ms;
  }

  private static void run(Path input, List<String> command)
      throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IOException(command.getFirst() + ": exit " + exit);
    }
  }

  private static void readByte(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (in.read() < 0) {
        throw new IOException(file + ": empty");
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
