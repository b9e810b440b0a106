package aico.cli.storage;

import aico.cli.SuiteStatus.Health;
import aico.cli.SupervisorState;
import aico.cli.SupervisorState.ServiceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code run/supervisor.json}. */
public final class SupervisorStateFile {
  private static final Pattern ANY = Pattern.compile(".{0,200}");

  private final Path file;

  public SupervisorStateFile(Path file) {
    this.file = file;
  }

  public Optional<SupervisorState> read() {
    return JsonFile.read(file).map(SupervisorStateFile::parse);
  }

  private static SupervisorState parse(StrictObject json) {
    json.version(SupervisorState.VERSION);
    List<ServiceState> services = new ArrayList<>();
    for (StrictObject one : json.objects("services")) {
      services.add(
          new ServiceState(
              one.text("name", ANY),
              one.oneOf("state", Health.values(), Health::wireName),
              one.optionalNumber("pid"),
              one.optionalNumber("started"),
              one.text("user", ANY),
              one.optionalNumber("pss_bytes"),
              one.number("restarts"),
              one.number("failures")));
      one.done();
    }
    SupervisorState state =
        new SupervisorState(
            SupervisorState.VERSION,
            json.number("pid"),
            json.number("started"),
            json.text("build", ANY),
            json.number("stopping") != 0,
            json.number("pss_bytes"),
            services);
    json.done();
    return state;
  }

  /** Replaces the file; a reader sees the old or the new one. No sync: it is of this boot only. */
  public void write(SupervisorState state) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", state.version());
    json.put("pid", state.pid());
    json.put("started", state.started());
    json.put("build", state.build());
    json.put("stopping", state.stopping() ? 1 : 0);
    json.put("pss_bytes", state.pss_bytes());
    List<Object> services = new ArrayList<>();
    for (ServiceState service : state.services()) {
      services.add(service(service));
    }
    json.put("services", services);
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.write(draft, JsonFile.bytes(json));
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Map<String, @Nullable Object> service(ServiceState service) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", service.name());
    json.put("state", service.state().wireName());
    json.put("pid", service.pid());
    json.put("started", service.started());
    json.put("user", service.user());
    json.put("pss_bytes", service.pss_bytes());
    json.put("restarts", service.restarts());
    json.put("failures", service.failures());
    return json;
  }
}
