package aico.cli.app;

import aico.bus.contract.ErrorCode;
import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;
import aico.cli.CommandFailed;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.bus.SuiteBus;
import aico.cli.storage.HomeFiles;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the command finds the suite of its home, and talks to it for one person. */
final class Talk {
  private final Surroundings surroundings;
  private final String user;
  private final HomeLayout home;
  private final HomeFiles files;
  private final Supervision supervision;

  Talk(Surroundings surroundings, String user, HomeFiles files, Supervision supervision) {
    this.surroundings = surroundings;
    this.user = user;
    home = surroundings.home();
    this.files = files;
    this.supervision = supervision;
  }

  Optional<HomeConfig> config() {
    Optional<HomeConfig> config = files.config();
    config.ifPresent(c -> c.portBase().requireSame(surroundings.portBase()));
    return config;
  }

  HomeConfig requireConfig() {
    return config().orElseThrow(() -> notRunning("there is no suite in " + home.root()));
  }

  void requireRunning() {
    requireConfig();
    if (supervision.running().isEmpty()) {
      throw notRunning("the suite is down");
    }
  }

  static CommandFailed notRunning(String what) {
    return new CommandFailed(ErrorCode.UNREACHABLE, what + ": run aico up");
  }

  <T> T onBus(Function<SuiteBus, T> conversation) {
    try (SuiteBus bus = SuiteBus.open(home.cli())) {
      return conversation.apply(bus);
    }
  }

  interface Conversation<T> {
    T with(Acting acting, SuiteBus bus);
  }

  <T> T forPerson(HomeConfig config, Conversation<T> conversation) {
    requireRunning();
    return onBus(
        bus -> conversation.with(new Acting(bus, OwnFiles.session(home, config, user), user), bus));
  }

  static String requireName(String name) {
    return requireName("name", name);
  }

  static String requireName(String field, String name) {
    return checked(() -> Shapes.name(field, name));
  }

  static <T> T checked(Supplier<T> shape) {
    try {
      return shape.get();
    } catch (InvalidField invalid) {
      String message = String.valueOf(invalid.getMessage());
      throw CommandFailed.usage(invalid.field(), message.substring(invalid.field().length() + 2));
    }
  }
}
