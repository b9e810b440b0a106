package aico.key.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A session bus with a real gnome-keyring whose login keyring is open, as after a log-in. */
final class DesktopSession implements AutoCloseable {
  private static final int LIMIT_S = 30;

  private final Process bus;
  private final Path home;
  private final String address;

  DesktopSession(Path home) throws Exception {
    this.home = home;
    Files.createDirectories(home.resolve("run"));
    ProcessBuilder builder =
        new ProcessBuilder("dbus-daemon", "--session", "--nofork", "--print-address");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_RUNTIME_DIR", home.resolve("run").toString());
    bus = builder.redirectError(Redirect.DISCARD).start();
    String line = bus.inputReader(UTF_8).readLine();
    assertThat(line).isNotNull();
    address = line;
    openKeyring("login password\n");
  }

  /** Started with a password it opens, or the first time makes, the login keyring. */
  private void openKeyring(String password) throws Exception {
    Process keyring =
        builder(List.of("gnome-keyring-daemon", "--daemonize", "--unlock", "--components=secrets"))
            .redirectOutput(Redirect.DISCARD)
            .start();
    try (OutputStream in = keyring.getOutputStream()) {
      in.write(password.getBytes(UTF_8));
    }
    assertThat(keyring.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
    assertThat(keyring.exitValue()).isZero();
  }

  /** What a program of this session sees. */
  Map<String, String> environment() {
    return Map.of(
        "DBUS_SESSION_BUS_ADDRESS",
        address,
        "XDG_RUNTIME_DIR",
        home.resolve("run").toString(),
        "HOME",
        home.toString());
  }

  ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment());
    return builder.redirectError(Redirect.DISCARD);
  }

  /** The bus takes the keyring with it. */
  @Override
  public void close() throws InterruptedException {
    bus.destroy();
    assertThat(bus.waitFor(LIMIT_S, TimeUnit.SECONDS)).isTrue();
  }
}
