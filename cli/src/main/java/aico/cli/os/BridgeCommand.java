package aico.cli.os;

import aico.cli.HomeLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines that start the bridge, under its own user where there is one. */
public final class BridgeCommand {
  private final Jdk jdk;
  private final HomeLayout home;
  private final @Nullable String user;
  private final boolean withSetpriv;

  /** For this home; {@code user} null runs it under the caller's. */
  public BridgeCommand(Jdk jdk, HomeLayout home, @Nullable String user, boolean withSetpriv) {
    this.jdk = jdk;
    this.home = home;
    this.user = user;
    this.withSetpriv = withSetpriv;
  }

  /** The line for a normal run; ends when its standard input does. */
  public List<String> toRun(int port) {
    return line(home.bridge(), List.of("-Daico.port=" + port), List.of());
  }

  /** The line for {@code --check} or {@code --test NAME} with the settings in that folder. */
  public List<String> once(Path config, String... arguments) {
    return line(config, List.of(), List.of(arguments));
  }

  private List<String> line(Path config, List<String> more, List<String> arguments) {
    List<String> line = new ArrayList<>();
    if (withSetpriv) {
      line.addAll(List.of("prlimit", "--core=0:0"));
      line.addAll(AsUser.prefix(user, true));
    }
    line.add(jdk.java().toString());
    line.addAll(ServiceCommand.smallJvm(home.bridgeState()));
    // Netty's pools and buffers outside the heap are for more than a handful of messages.
    line.addAll(
        List.of(
            "-Dio.netty.allocator.type=unpooled",
            "-Dio.netty.noPreferDirect=true",
            "-Djdk.virtualThreadScheduler.parallelism=2",
            "-Djava.io.tmpdir=" + home.bridgeState()));
    line.addAll(more);
    line.add("-Daico.config=" + config);
    line.add("-Daico.state=" + home.bridgeState());
    line.addAll(List.of("-jar", home.bridgeJar().toString()));
    line.addAll(arguments);
    return line;
  }
}
