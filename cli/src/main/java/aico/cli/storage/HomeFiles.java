package aico.cli.storage;

import aico.bus.contract.Role;
import aico.cli.HomeConfig;
import aico.cli.HomeLayout;
import aico.cli.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads and writes {@code home.json} and {@code principals.json}. */
public final class HomeFiles {
  private static final PlacedFile.Access READABLE = new PlacedFile.Access(null, null, "rw-r--r--");

  private static final Pattern HOME_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern USER_PREFIX = Pattern.compile("|aico(-[0-9a-f]{8})?");
  private static final Pattern PRINCIPAL = Pattern.compile("[a-z0-9][a-z0-9/-]{0,79}");
  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");
  private static final int PRINCIPALS_VERSION = 1;

  private final HomeLayout home;
  private final PlacedFile files;

  public HomeFiles(HomeLayout home) {
    this.home = home;
    files = new PlacedFile(home.staging());
  }

  /** The home's configuration, or nothing when it was never set up. */
  public Optional<HomeConfig> config() {
    return JsonFile.read(home.config()).map(HomeFiles::parse);
  }

  private static HomeConfig parse(StrictObject json) {
    json.version(HomeConfig.VERSION);
    HomeConfig config =
        new HomeConfig(
            HomeConfig.VERSION,
            json.text("home_id", HOME_ID),
            json.smallNumber("port_base"),
            json.text("user_prefix", USER_PREFIX),
            json.number("owner_uid"),
            json.number("owner_gid"),
            json.oneOf("setup", HomeConfig.Setup.values(), HomeConfig.Setup::wireName));
    json.done();
    config.portBase();
    return config;
  }

  public void save(HomeConfig config) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", config.version());
    json.put("home_id", config.home_id());
    json.put("port_base", config.port_base());
    json.put("user_prefix", config.user_prefix());
    json.put("owner_uid", config.owner_uid());
    json.put("owner_gid", config.owner_gid());
    json.put("setup", config.setup().wireName());
    files.place(home.config(), JsonFile.bytes(json), READABLE);
  }

  /** Everyone who takes part in this home's bus; empty before provisioning. */
  public List<Principal> principals() {
    Optional<StrictObject> found = JsonFile.read(home.principals());
    if (found.isEmpty()) {
      return List.of();
    }
    StrictObject json = found.get();
    json.version(PRINCIPALS_VERSION);
    List<Principal> principals = new ArrayList<>();
    for (StrictObject one : json.objects("principals")) {
      principals.add(
          new Principal(
              one.text("name", PRINCIPAL),
              one.oneOf("role", Role.values(), Role::wireName),
              one.text("public_key", PUBLIC_KEY),
              one.optionalText("next_key", PUBLIC_KEY),
              one.optionalText("previous_key", PUBLIC_KEY)));
      one.done();
    }
    json.done();
    return principals;
  }

  public void savePrincipals(List<Principal> principals) {
    List<Object> list = new ArrayList<>();
    for (Principal principal : principals) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", principal.name());
      one.put("role", principal.role().wireName());
      one.put("public_key", principal.publicKey());
      if (principal.nextKey() != null) {
        one.put("next_key", principal.nextKey());
      }
      if (principal.previousKey() != null) {
        one.put("previous_key", principal.previousKey());
      }
      list.add(one);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", PRINCIPALS_VERSION);
    json.put("principals", list);
    files.place(home.principals(), JsonFile.bytes(json), READABLE);
  }
}
